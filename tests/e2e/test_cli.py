"""The command line as its users meet it: exit statuses, sentences, streams."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from inforce import cli, cli_repository
from inforce.core.starter import SENTENCES
from support.project import ROOT, fine, inforce
from support.small_project import SECOND, TODAY, FixedDay, published, tree, with_first, write

VERBS = [
    "assess",
    "build",
    "check",
    "diff",
    "draft",
    "export",
    "import",
    "init",
    "notify",
    "publish",
    "report",
    "serve",
    "status",
    "verify",
    "withdraw",
]


@pytest.fixture(autouse=True)
def fixed_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli, "date", FixedDay)
    monkeypatch.setattr(cli_repository, "date", FixedDay)


def run(*words: str | Path, project: Path) -> Result:
    """`inforce WORDS …` in this process, on the fixed day."""
    result = CliRunner().invoke(cli.app, ["--project", str(project), *map(str, words)])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def test_help_names_every_verb_and_no_other() -> None:
    """Verbs that are not real yet are absent."""
    result = CliRunner().invoke(cli.app, ["--help"])
    assert result.exit_code == 0
    assert sorted(cli.app.commands) == VERBS
    for verb in VERBS:
        assert f"\n  {verb} " in result.output
    assert "3 a person must decide" in " ".join(result.output.split())


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_explains_itself(verb: str) -> None:
    """`--help` of each verb."""
    assert CliRunner().invoke(cli.app, [verb, "--help"]).exit_code == 0


@pytest.mark.parametrize(
    "words",
    [
        ["nonsense"],
        ["build", "--on", "yesterday"],
        ["build", "--on", "2026-02-30"],
        ["build", "surplus"],
        ["publish", "privacy", "2026-11-23"],
        ["publish", "--by", "Ada"],
        ["publish", "privacy", "--by", "Ada"],
        ["publish", "privacy", "2026-11-23", "--due", "--by", "Ada"],
        ["withdraw", "privacy", "--by", "Ada", "--reason", "x"],
        ["withdraw", "privacy", "2026-11-23", "--end", "2027-01-01", "--by", "Ada", "--reason", "x"],
        ["diff"],
        ["diff", "a", "b", "c", "d"],
        ["assess"],
        ["assess", "a", "b", "c", "d"],
        ["assess", "privacy", "--kind", "privasy"],
        ["assess", "--batch", "privacy"],
        ["assess", "--batch", "--all"],
        ["check", "--format", "yaml"],
        ["serve", "--port", "99999999"],
        ["draft", "../x"],
        ["draft", "terms", "--effective", "2020-01-01"],
        ["import", "files", "nowhere", "--policy", "terms"],
        ["status", "--project", "x"],
    ],
)
def test_a_call_that_cannot_be_meant_ends_with_two(tmp_path: Path, words: list[str]) -> None:
    """Usage errors: status 2, a sentence, nothing written."""
    root = with_first(tmp_path)
    before = tree(root)
    result = run(*words, project=root)
    assert result.exit_code == 2
    assert result.stderr.strip()
    assert result.stdout == ""
    assert tree(root) == before


def test_a_folder_that_is_no_project_ends_with_two(tmp_path: Path) -> None:
    """The sentence says how to begin."""
    result = run("build", project=tmp_path)
    assert result.exit_code == 2
    assert "no policy repository" in result.stderr
    assert "inforce init" in result.stderr


def test_fine_ends_with_zero(tmp_path: Path) -> None:
    """Build, check, verify, status, diff and assess of a sound project."""
    root = published(tmp_path)
    for words in (["build"], ["check"], ["verify"], ["status"], ["diff", "privacy"], ["assess", "privacy"]):
        result = run(*words, project=root)
        assert result.exit_code == 0, result.output
        assert result.stderr == ""
        assert result.stdout.strip()


def test_a_changed_text_ends_with_one_and_names_everything(tmp_path: Path) -> None:
    """File, line, the changed sentence and the way out; the site is not touched."""
    root = published(tmp_path)
    path = root / "content/policies/privacy/2026-11-23.md"
    path.write_text(path.read_text().replace("within 90 days", "within 9 days"))
    for verb in ("build", "check", "verify"):
        result = run(verb, project=root)
        assert result.exit_code == 1
        assert "content/policies/privacy/2026-11-23.md:13" in result.stderr
        assert "within 9 days" in result.stderr
    assert not (root / "site").exists()
    assert "1 error. “build” wrote nothing." in run("build", project=root).stderr


def test_an_open_decision_ends_with_three(tmp_path: Path) -> None:
    """The command to run stands in the sentence."""
    root = with_first(tmp_path)
    text = SECOND.replace("effective:", "published: 2026-11-23\neffective:", 1)
    write(root, "content/policies/privacy/2027-01-31.md", text)
    for verb in ("build", "check", "status"):
        result = run(verb, project=root)
        assert result.exit_code == 3, verb
        assert "inforce publish privacy 2027-01-31 --by NAME" in result.stderr


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="needs a user whom permissions bind")
def test_a_folder_without_permission_ends_with_four(tmp_path: Path) -> None:
    """The outside stopped the work: run again."""
    root = published(tmp_path)
    (root / "content").chmod(0o555)
    try:
        result = run("withdraw", "privacy", "2027-01-31", "--by", "Ada", "--reason", "x", project=root)
    finally:
        (root / "content").chmod(0o755)
    assert result.exit_code == 4


def test_a_full_disk_ends_with_four_and_leaves_the_register(tmp_path: Path) -> None:
    """With no room for a byte, `publish` stops with a sentence; nothing is half written."""
    root = published(tmp_path)
    write(
        root, "content/policies/privacy/2027-05-01.md", SECOND.replace("2027-01-31", "2027-05-01").replace("60", "45")
    )
    before = tree(root)
    code = (
        "import resource, signal, sys\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))\n"
        f"sys.argv = ['inforce', '--project', {str(root)!r}, 'publish', 'privacy', '2027-05-01', '--by', 'Ada']\n"
        "from inforce.cli import main\nmain()\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 4, done.stderr
    assert "Traceback" not in done.stderr
    assert "File too large" in done.stderr
    assert tree(root) == before


def test_json_is_the_only_thing_on_standard_output(tmp_path: Path) -> None:
    """Every reading verb gives one object with verb, status and problems; `--json` is `--format json`."""
    root = published(tmp_path)
    for words in (["check"], ["status"], ["verify"], ["diff", "privacy"], ["build"]):
        result = run(*words, "--json", project=root)
        value = json.loads(result.stdout)
        assert (value["verb"], value["exit_code"], value["problems"]) == (words[0], 0, [])
        assert result.stderr == ""
    assert run("status", "--json", project=root).stdout == run("status", "--format", "json", project=root).stdout


def test_json_of_a_failure_has_the_same_shape(tmp_path: Path) -> None:
    """A program reads the problems where it reads them otherwise."""
    root = published(tmp_path)
    (root / "content/policies/privacy/2027-01-31.md").unlink()
    for words in (["build"], ["check"], ["publish", "privacy", "2026-11-23", "--by", "Ada"]):
        as_json = [*words, "--json"] if words[0] != "publish" else words
        result = run(*as_json, project=root)
        assert result.exit_code == 1
        if words[0] != "publish":
            value = json.loads(result.stdout)
            assert value["exit_code"] == 1
            assert value["problems"][0]["code"] == "register-file-missing"
            assert result.stderr == ""


def test_github_gets_annotations(tmp_path: Path) -> None:
    """Problems appear at their lines in a pull request."""
    root = published(tmp_path)
    path = root / "content/policies/privacy/2026-11-23.md"
    path.write_text(path.read_text().replace("within 90 days", "within 9 days"))
    for verb in ("check", "build"):
        result = run(verb, "--format", "github", project=root)
        assert result.exit_code == 1
        assert result.stdout.startswith("::error file=content/policies/privacy/2026-11-23.md,line=13")


def test_diff_of_two_files_prints_only_the_fragment(tmp_path: Path) -> None:
    """Outside any project: HTML on standard output, what reading found on standard error."""
    old = write(tmp_path, "old.md", "---\nlayout: x\n---\n\n# Terms\n\nPay within 90 days.\n")
    new = write(tmp_path, "new.md", "# Terms\n\nPay within 60 days.\n\n<blink>now</blink>\n")
    done = fine("diff", old.name, new.name, "--format", "html", cwd=tmp_path)
    assert done.out.startswith("<")
    assert "<html" not in done.out
    assert "<del" in done.out
    assert "<ins" in done.out
    assert "new.md:5" in done.err


@pytest.mark.parametrize("format", ["text", "html", "sides", "markdown", "mail", "json"])
def test_diff_has_six_formats(tmp_path: Path, format: str) -> None:
    """Each shows what went and what came."""
    root = published(tmp_path)
    result = run("diff", "privacy", "2026-11-23", "2027-01-31", "--format", format, project=root)
    assert result.exit_code == 0
    assert "90" in result.stdout
    assert "60" in result.stdout
    assert "\x1b" not in result.stdout


def test_diff_of_files_that_cannot_be_read(tmp_path: Path) -> None:
    """Missing: 2. Not UTF-8: 1. One sentence each."""
    write(tmp_path, "a.md", "x\n")
    (tmp_path / "latin.md").write_bytes(b"caf\xe9\n")
    missing = inforce("diff", "a.md", "b.md", cwd=tmp_path)
    assert (missing.code, missing.out) == (2, "")
    assert "b.md: error: There is no such file." in missing.err
    latin = inforce("diff", "a.md", "latin.md", cwd=tmp_path)
    assert (latin.code, latin.out) == (1, "")
    assert "latin.md:1: error: The file is not UTF-8 text" in latin.err


def test_escape_sequences_of_content_do_not_reach_the_terminal(tmp_path: Path) -> None:
    """Not from a text, not from front matter, not from a file's name, in no text output."""
    root = published(tmp_path)
    hostile = '---\ntitle: "a\\x1b[2J"\nkey\x1b]0;x\x07: 1\n---\n\ntext \x1b[31m\n'
    write(root, "content/policies/privacy/2027-05-01.md", hostile)
    write(root, "content/policies/privacy/\x1b[2J.md", hostile)
    for words in (["check"], ["build"], ["status"], ["verify"], ["publish", "privacy", "2027-05-01", "--by", "Ada"]):
        assert "\x1b" not in run(*words, project=root).output, words
    old, new = write(tmp_path, "old.md", "a\n"), write(tmp_path, "new.md", "a \x1b[2J b\n")
    for format in ("text", "json", "markdown", "html", "sides", "mail"):
        assert "\x1b" not in run("diff", old, new, "--format", format, project=root).output, format


def test_the_way_of_a_policy_from_nothing_to_its_second_text(tmp_path: Path) -> None:
    """init, write, publish, build, draft, diff, publish, withdraw: each verb says what happens next."""
    root = tmp_path / "legal"
    made = CliRunner().invoke(cli.app, ["init", str(root)])
    assert made.exit_code == 0
    assert "inforce serve --drafts" in made.output
    first = (TODAY + timedelta(days=7)).isoformat()
    start = root / f"content/policies/privacy/{first}.md"
    refused = run("publish", "privacy", first, "--by", "Ada Counsel", project=root)
    assert refused.exit_code == 1
    assert "Replace this paragraph" in refused.stderr
    text = start.read_text().replace(SENTENCES[0], "We keep your name.")
    start.write_text(text.replace(SENTENCES[1], "Write to us."))
    result = run("publish", "privacy", first, "--by", "Ada Counsel", project=root)
    assert "Published privacy" in result.output
    assert "Commit together: content/policies/privacy/2026-11-30.md content/register.jsonl" in result.output
    result = run("draft", "privacy", "--effective", "2027-02-01", project=root)
    assert "by 2 January 2027 if the change is material" in result.output
    path = root / "content/policies/privacy/2027-02-01.md"
    refused = run("publish", "privacy", "2027-02-01", "--by", "Ada", project=root)
    assert refused.exit_code == 1
    assert "“publish” wrote nothing" in refused.stderr
    text = path.read_text().replace("Write to us.", "Write to legal@example.com.")
    item = "summary:\n    - section: how-to-reach-us\n      text: The address is named.\n"
    text = text.replace("material:", "material: true").replace("summary:\n", item)
    path.write_text(text)
    result = run("publish", "privacy", "2027-02-01", "--by", "Ada", project=root)
    assert result.exit_code == 0, result.output
    assert "a material amendment" in result.output
    assert "tell the people concerned before 1 February 2027" in result.output
    assert "Built" in run("build", project=root).output
    result = run("withdraw", "privacy", "2027-02-01", "--by", "Ada", "--reason", "Second thoughts.", project=root)
    assert "It will not take effect on 1 February 2027" in result.output
    assert run("build", project=root).exit_code == 0
    assert "withdrawn" in run("status", project=root).output


def test_build_py_is_the_same_program(tmp_path: Path) -> None:
    """`python build.py VERB` is `inforce VERB`, and alone it builds."""
    root = published(tmp_path)
    assert fine("verify", cwd=root).out.startswith("Verified: 2 versions")
    far = "2027-03-01"
    assert "as of 1 March 2027" in fine("build", "--on", far, "--out", "out", cwd=root).out
    done = subprocess.run([sys.executable, str(ROOT / "build.py")], cwd=root, capture_output=True, text=True)
    # The real day may lie before the example's first day of publication; both are clean endings.
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Built site/")


def test_an_interrupt_ends_without_a_traceback(tmp_path: Path) -> None:
    """Ctrl-C while serving is a clean end."""
    root = published(tmp_path)
    command = [sys.executable, str(ROOT / "build.py"), "serve", "--port", "0", "--on", "2026-12-24"]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    # Tests that run in the background of a shell inherit an ignored Ctrl-C; a person at a terminal does not.
    listening = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    with subprocess.Popen(command, cwd=root, preexec_fn=listening, **pipes) as process:
        try:
            assert process.stdout is not None
            assert "Preview at http://127.0.0.1:" in process.stdout.readline()
            process.send_signal(signal.SIGINT)
            _, err = process.communicate(timeout=20)
        finally:
            process.kill()
    assert process.returncode == 0
    assert "Traceback" not in err


def test_an_interrupt_of_other_work_says_so(tmp_path: Path) -> None:
    """Ctrl-C in the midst of a build: one word, status 130, no site."""
    root = published(tmp_path)
    code = (
        "import sys\nfrom inforce import cli\nfrom inforce.commands import build\n"
        "def stop(*a, **k): raise KeyboardInterrupt\n"
        "build.run = stop\n"
        f"sys.argv = ['inforce', '--project', {str(root)!r}, 'build']\ncli.main()\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "Stopped.\n")


@pytest.mark.skipif(shutil.which("head") is None, reason="needs head")
def test_a_reader_that_leaves_early_is_no_error(tmp_path: Path) -> None:
    """`inforce … | head -1` ends quietly."""
    root = published(tmp_path)
    reader, writer = os.pipe()
    os.close(reader)
    command = [sys.executable, str(ROOT / "build.py"), "status"]
    done = subprocess.run(command, cwd=root, stdout=writer, stderr=subprocess.PIPE, text=True)
    os.close(writer)
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr


def test_comparing_two_files_starts_fast(tmp_path: Path) -> None:
    """No template engine, no watcher, no server is loaded for it."""
    old, new = write(tmp_path, "old.md", "a\n"), write(tmp_path, "new.md", "b\n")
    code = (
        f"import sys\nsys.argv = ['inforce', 'diff', {str(old)!r}, {str(new)!r}, '--format', 'html']\n"
        "from inforce.cli import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "print(sorted({'jinja2', 'watchdog', 'http.server', 'tomllib'} & set(sys.modules)), file=sys.stderr)\n"
    )
    started = time.monotonic()
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"
    assert time.monotonic() - started < 5


def test_a_batch_answers_each_line_before_the_next_is_sent(tmp_path: Path) -> None:
    """A program can hold a conversation; a broken line does not end it, and standard error counts them at the end."""
    command = [sys.executable, str(ROOT / "build.py"), "assess", "--batch"]
    with subprocess.Popen(
        command, cwd=tmp_path, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdin and process.stdout and process.stderr
        for line in (b'{"id": 1, "old": "", "new": ""}\n', b"nonsense\n", b'{"id": 3, "old": "a", "new": "a"}\n'):
            process.stdin.write(line)
            process.stdin.flush()
            answer = json.loads(process.stdout.readline())
            assert ("error" in answer) == (line == b"nonsense\n")
        process.stdin.close()
        assert process.stdout.read() == b""
        assert process.stderr.read().decode() == "1 of 3 lines could not be assessed; the answer of each says why.\n"
        assert process.wait() == 0


def test_a_batch_whose_reader_leaves_ends_without_a_word(tmp_path: Path) -> None:
    """As with `| head -1`."""
    (tmp_path / "pairs").write_text('{"id": "x", "old": "a", "new": "b"}\n' * 5000)
    command = f"{sys.executable} {ROOT / 'build.py'} assess --batch < pairs | head -1"
    done = subprocess.run(command, shell=True, cwd=tmp_path, capture_output=True, text=True, timeout=120)
    assert json.loads(done.stdout)["id"] == "x"
    assert done.stderr == ""


@pytest.mark.soak
@pytest.mark.skipif(sys.platform != "linux", reason="reads the memory of a process from /proc")
def test_a_batch_keeps_only_the_pair_at_hand(tmp_path: Path) -> None:
    """Memory is the same after a thousand different pairs as after two hundred, but for what is remembered of words."""
    command = [sys.executable, str(ROOT / "build.py"), "assess", "--batch"]
    memory = []
    with subprocess.Popen(command, cwd=tmp_path, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin and process.stdout
        for number in range(1, 1001):
            text = "".join(f"We keep w{number}x{n} in {number * n} places.\n\n" for n in range(100))
            pair = {"id": number, "old": f"# A\n\n{text}", "new": f"# A\n\n{text.replace('keep', 'hold', 2)}"}
            process.stdin.write(json.dumps(pair).encode() + b"\n")
            process.stdin.flush()
            assert "verdict" in json.loads(process.stdout.readline())
            if number in (200, 1000):
                status = Path(f"/proc/{process.pid}/status").read_text()
                memory.append(int(re.search(r"VmRSS:\s+(\d+)", status)[1]))  # type: ignore[index]
        process.stdin.close()
        assert process.wait() == 0
    assert memory[1] < memory[0] + 60_000, memory
