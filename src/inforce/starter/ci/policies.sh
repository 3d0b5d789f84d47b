#!/usr/bin/env bash
# What a host does with a policy repository. GitHub's workflows call this script; any other host can, too.
#
#   ci/policies.sh report BASE FILE      check, and write what this branch changes against BASE (origin/main) to FILE
#   ci/policies.sh comment NUMBER FILE   post FILE as the one comment on pull request NUMBER, or update it
#   ci/policies.sh publish               publish what is due, commit it, push it
#   ci/policies.sh build [OPTION...]     verify the register, build site/, verify that
#   ci/policies.sh draft POLICY [DAY]    begin a draft on a branch of its own, and push that
#
# From the environment, each with a default: INFORCE (the program), POLICIES_BRANCH (main), POLICIES_REMOTE (origin),
# POLICIES_BY (who decides, in the register), POLICIES_NAME and POLICIES_EMAIL (who commits), POLICIES_BOT (whose
# comment it is), GITHUB_API_URL, GITHUB_REPOSITORY, GITHUB_TOKEN, GITHUB_SERVER_URL, GITHUB_STEP_SUMMARY.
set -euo pipefail
shopt -s inherit_errexit 2> /dev/null || true # Older shells have it not.
cd "$(dirname "$0")/.."

INFORCE=${INFORCE:-inforce}
BRANCH=${POLICIES_BRANCH:-main}
REMOTE=${POLICIES_REMOTE:-origin}
MARKER='<!-- inforce-report -->'
TRIES=5

say() { printf '%s\n' "$*"; }

fail() {
  printf '%s\n' "$*" >&2
  exit 2
}

summary() { # Standard input, for the page that the host shows of this run.
  if [ -n "${GITHUB_STEP_SUMMARY:-}" ]; then cat >> "$GITHUB_STEP_SUMMARY"; else cat; fi
}

commit() { # commit MESSAGE: what stands in the index.
  git -c user.name="${POLICIES_NAME:-Policies}" -c user.email="${POLICIES_EMAIL:-policies@users.noreply.github.com}" \
    commit --quiet -m "$1"
}

# ---- pull requests --------------------------------------------------------------------------------------------------

report() {
  [ $# -eq 2 ] || fail "Write: ci/policies.sh report BASE FILE"
  local status=0 format=text
  [ -z "${GITHUB_ACTIONS:-}" ] || format=github
  "$INFORCE" report --since "$1" --format "$format" || status=$?
  if [ "$status" -eq 2 ] || [ "$status" -gt 3 ]; then exit "$status"; fi
  "$INFORCE" report --since "$1" --format markdown > "$2" || [ $? -eq "$status" ]
  { "$INFORCE" report --since "$1" --format markdown --full || [ $? -eq "$status" ]; } | summary
  exit "$status"
}

api() { # api METHOD PATH [FILE]: prints the answer and, on a line of its own, its status.
  local body=()
  [ $# -lt 3 ] || body=(--header 'Content-Type: application/json' --data-binary "@$3")
  # The token is given as a line of settings on standard input, where no list of processes shows it.
  printf 'header = "Authorization: Bearer %s"\n' "${GITHUB_TOKEN:?is not set}" |
    curl --silent --show-error --config - --retry 3 --max-time 60 --request "$1" \
      --header 'Accept: application/vnd.github+json' "${body[@]}" --write-out '\n%{http_code}' \
      "${GITHUB_API_URL:-https://api.github.com}/repos/${GITHUB_REPOSITORY:?is not set}/$2"
}

answer() { # answer TEXT: succeeds if the status is good; a token that may not write is no failure.
  case ${1##*$'\n'} in
    2*) return 0 ;;
    401 | 403 | 404)
      say "The report is not posted: this run may not write comments (a pull request from a fork may not)."
      say "It stands in the summary of this run."
      exit 0
      ;;
    *) fail "The report could not be posted: the host answered ${1##*$'\n'}. Run this job again." ;;
  esac
}

own_comment() { # own_comment NUMBER: the id of the comment written before; nothing if there is none.
  local page=1 got found
  while :; do
    got=$(api GET "issues/$1/comments?per_page=100&page=$page")
    answer "$got"
    found=$(printf '%s' "${got%$'\n'*}" | MARKER=$MARKER BOT=${POLICIES_BOT:-github-actions[bot]} python3 -c '
import json, os, sys
comments = json.load(sys.stdin)
own = [c["id"] for c in comments
       if (c.get("body") or "").startswith(os.environ["MARKER"]) and c["user"]["login"] == os.environ["BOT"]]
print(own[0] if own else "", len(comments))')
    if [ -n "${found% *}" ]; then
      say "${found% *}"
      return
    fi
    [ "${found##* }" -ge 100 ] || return 0
    page=$((page + 1))
  done
}

comment() {
  [ $# -eq 2 ] || fail "Write: ci/policies.sh comment NUMBER FILE"
  case $1 in '' | *[!0-9]*) fail "'$1' is not the number of a pull request." ;; esac
  if [ ! -s "$2" ]; then
    say "There is no report to post: writing it failed, as the step before says."
    return
  fi
  local body id got
  body=$(mktemp)
  # shellcheck disable=SC2064
  trap "rm -f '$body'" EXIT
  python3 -c 'import json, sys; print(json.dumps({"body": sys.stdin.read()}))' < "$2" > "$body"
  id=$(own_comment "$1")
  case $id in
    '') got=$(api POST "issues/$1/comments" "$body") ;;
    *[!0-9]*)
      say "$id" # Not a number: why there is no way to write.
      return
      ;;
    *) got=$(api PATCH "issues/comments/$id" "$body") ;;
  esac
  answer "$got"
  say "The report is posted."
}

# ---- the main branch ------------------------------------------------------------------------------------------------

decided_by() { # Who brought the drafts that are due to this branch: the authors of the commits that did.
  # Its status is that of an open decision: the drafts it is asked for await `publish`.
  { "$INFORCE" status --json || true; } | python3 -c '
import json, sys
told = json.load(sys.stdin)
for policy in told.get("policies", []):
    for version in policy["versions"]:
        if version["status"] == "draft" and version["published"] and version["published"] <= told["on"]:
            print(version["path"])' | while IFS= read -r path; do
    git log -1 --first-parent --format=%an -- "$path"
  done | sort -u | python3 -c 'import sys; print(" and ".join(sys.stdin.read().splitlines()))'
}

take_remote() { # The remote branch as it stands: the register is never merged, what is due is published anew.
  git fetch --quiet "$REMOTE" "+refs/heads/$BRANCH:refs/remotes/$REMOTE/$BRANCH"
  git reset --quiet --hard "refs/remotes/$REMOTE/$BRANCH"
}

publish() {
  local on
  on=$(git symbolic-ref --quiet --short HEAD || true)
  [ "${on:-$BRANCH}" = "$BRANCH" ] || fail "This is the branch $on; what is due is published on $BRANCH."
  [ -z "$(git status --porcelain)" ] || fail "There are changes that are not committed. Commit them first, or use a fresh clone."
  git fetch --quiet "$REMOTE" "+refs/heads/$BRANCH:refs/remotes/$REMOTE/$BRANCH"
  git merge-base --is-ancestor HEAD "refs/remotes/$REMOTE/$BRANCH" ||
    fail "There are commits that are not on $REMOTE/$BRANCH. Push them first, or use a fresh clone."
  local try by
  for try in $(seq "$TRIES"); do
    take_remote
    by=${POLICIES_BY:-$(decided_by)}
    "$INFORCE" publish --due --by "${by:-Policies}"
    git add -- content
    if git diff --cached --quiet; then
      say "Nothing was due."
      return
    fi
    commit "Publish what is due"
    if git push --quiet "$REMOTE" "HEAD:refs/heads/$BRANCH"; then
      say "Published and pushed."
      return
    fi
    say "Somebody else pushed meanwhile (try $try of $TRIES); their state is taken, and what is due is published anew."
    sleep $((try - 1))
  done
  take_remote
  printf '%s\n' "The push was refused $TRIES times; nothing is published. Is $BRANCH protected against this run's push?" >&2
  exit 4
}

build() {
  "$INFORCE" verify
  "$INFORCE" build "$@"
  "$INFORCE" verify site
}

draft() {
  if [ $# -lt 1 ] || [ $# -gt 2 ]; then fail "Write: ci/policies.sh draft POLICY [DAY]"; fi
  local policy=$1 day=${2:-} made name branch number=1 where
  [[ $policy =~ ^[a-z0-9]+(-[a-z0-9]+)*$ ]] || fail "'$policy' is not the name of a policy: small letters, digits and hyphens."
  [[ -z $day || $day =~ ^[0-9]{4}-[0-9]{2}-[0-9]{2}$ ]] || fail "'$day' is not a day. Write it as YYYY-MM-DD."
  [ -z "$(git status --porcelain)" ] || fail "There are changes that are not committed. Commit them first, or use a fresh clone."
  if [ -n "$day" ]; then "$INFORCE" draft "$policy" --effective "$day"; else "$INFORCE" draft "$policy"; fi
  git add -- content
  made=$(git diff --cached --name-only --diff-filter=A -- "content/policies/$policy/*.md")
  name=$(basename "$made" .md)
  branch=draft/$policy-$name
  while git ls-remote --exit-code --heads "$REMOTE" "refs/heads/$branch" > /dev/null; do
    number=$((number + 1))
    branch=draft/$policy-$name-no$number
  done
  git checkout --quiet -b "$branch"
  commit "Begin $policy $name"
  git push --quiet "$REMOTE" "HEAD:refs/heads/$branch"
  where=${GITHUB_SERVER_URL:-https://github.com}/${GITHUB_REPOSITORY:-OWNER/REPOSITORY}
  summary << END
## The draft of $policy $name is ready

1. [Edit the text]($where/edit/$branch/$made). Write what is to change and sum it up at its head; then "Commit changes",
   directly to the branch \`$branch\`.
2. [Open a pull request]($where/compare/$BRANCH...$branch?expand=1). A comment there says what changes, what is to
   mend and when it is published.
END
}

verb=${1:-}
[ $# -eq 0 ] || shift
case $verb in
  report | comment | publish | build | draft) "$verb" "$@" ;;
  *) fail "Write: ci/policies.sh report|comment|publish|build|draft" ;;
esac
