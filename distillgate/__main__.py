"""`python -m distillgate` is the command `distillgate`."""

from distillgate.cli.main import run

run()
