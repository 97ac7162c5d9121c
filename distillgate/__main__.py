"""`python -m distillgate` is the command `distillgate`."""

from distillgate.cli.main import run

if __name__ == "__main__":
    run()
