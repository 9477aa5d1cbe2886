"""docs/quick-start.md as a reader follows it: each program of it is run, and prints what the text says.

Needs `BASE_URL` of a server with open registrations, `DOCS` (the folder of the text), `PACKAGES` (a folder with masto
installed), and curl, jq and node.
"""

import os
import pathlib
import re
import subprocess

docs, packages = pathlib.Path(os.environ["DOCS"]), pathlib.Path(os.environ["PACKAGES"])
text = (docs / "quick-start.md").read_text(encoding="utf-8")
blocks = re.findall(r"^```(sh|js|text)\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
assert [language for language, _ in blocks] == ["sh", "text", "js", "text"], "the text has two programs and what each prints"

for (language, program), (_, printed) in zip(blocks[::2], blocks[1::2]):
    lines = len([line for line in program.splitlines() if line.strip()])
    assert lines <= 24, f"a quick start is short; the {language} program has {lines} lines"
    if language == "sh":
        command = ["bash", "-euo", "pipefail", "-c", program]
    else:
        script = packages / "quick-start.mjs"
        script.write_text(program, encoding="utf-8")
        command = ["node", str(script)]
    ended = subprocess.run(command, env={**os.environ, "BASE": os.environ["BASE_URL"]}, capture_output=True, text=True)
    assert ended.returncode == 0, f"{language} failed:\n{ended.stderr}"
    assert ended.stdout == printed, f"{language} printed\n{ended.stdout}\nand not\n{printed}"
print("quick start: both programs print what the text says")
