"""A page whose sections are written by different commands."""

from pathlib import Path


def write_section(path: Path, text: str) -> None:
    """Puts `text`, which begins with its heading, in the place of the section of that heading, or at the end."""
    lines = path.read_text().splitlines() if path.is_file() else []
    starts = [i for i, line in enumerate(lines) if line.startswith(("# ", "## "))] + [len(lines)]
    own = [i for i, start in enumerate(starts[:-1]) if lines[start] == text.splitlines()[0]]
    first, last = (starts[own[0]], starts[own[0] + 1]) if own else (len(lines), len(lines))
    parts = ["\n".join(lines[:first]), text, "\n".join(lines[last:])]
    path.write_text("\n\n".join(part.strip("\n") for part in parts if part.strip("\n")) + "\n")
