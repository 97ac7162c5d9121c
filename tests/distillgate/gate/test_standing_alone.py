import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]
_OTHERS = ("policy", "registry", "connectors")
_SCRIPT = """
import pkgutil, sys
sys.path.insert(0, sys.argv[1])
import importlib
import distillgate.gate
for module in pkgutil.iter_modules(distillgate.gate.__path__):
    importlib.import_module(f"distillgate.gate.{module.name}")
std = sys.stdlib_module_names
print(*sorted({name.partition(".")[0] for name in sys.modules} - std - {"__main__"}))
"""


def test_the_gate_loads_where_a_trainer_has_modules_of_the_same_names(tmp_path: Path) -> None:
    for name in _OTHERS:
        text = f"raise RuntimeError('{name} of the trainer was imported')\n"
        (tmp_path / f"{name}.py").write_text(text, encoding="utf-8")
    (tmp_path / "train.py").write_text(_SCRIPT, encoding="utf-8")
    command = [sys.executable, "train.py", str(ROOT)]
    done = subprocess.run(  # noqa: S603 our own script
        command, cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.stderr == ""
    found = {name for name in done.stdout.split() if not name.startswith("_")}
    assert found - {"sitecustomize", "usercustomize"} == {"cryptography", "distillgate"}
