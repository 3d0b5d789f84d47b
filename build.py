"""The main job: `python build.py` builds the site, `python build.py VERB …` is `inforce VERB …`."""

import sys

from inforce.cli import main

if __name__ == "__main__":
    sys.argv[0] = "inforce"
    if len(sys.argv) == 1:
        sys.argv.append("build")
    main()
