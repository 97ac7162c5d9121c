"""Runs `policy new`: writes a document to begin with, and says what comes next."""

from pathlib import Path

from distillgate.cli.asking import keep
from distillgate.cli.choices import Beginning
from distillgate.cli.showing import shown
from distillgate.cli.terminal import Terminal, talk
from distillgate.usecases.files import refuse_existing
from distillgate.usecases.skeletons import Skeleton, skeleton
from policy.diagnostics import printable


def new(terminal: Terminal, kind: Beginning, name: str, folder: Path) -> None:
    """Write `NAME.yaml` in `folder`; a file that is there stays."""
    with shown(terminal) as stock:
        text = skeleton(Skeleton(kind), name, stock.said(name))
        path = str(folder / f"{name}.yaml")
        refuse_existing(path, "nothing is written over; take another name or folder")
        keep(path, text, force=False)
    talk(
        "fill in what is marked TODO; `distillgate policy lint"
        f" {printable(str(folder))}` lists what is left"
    )
