"""The case files of the shipped packs, held against mutants of their documents."""

from functools import cache

from distillgate.casefiles import case_files
from distillgate.usecases.mutants import MutantRun
from distillgate.usecases.runcases import Sources, parsed_files
from distillgate.wiring import SOURCE_PACKS
from policy.diagnostics import Diagnostic
from policy.documents import Document
from tests.acceptance.acceptance import shipped


@cache
def mutant_run() -> MutantRun:
    """Return the run over the shipped packs."""
    found = case_files([SOURCE_PACKS], SOURCE_PACKS, str(SOURCE_PACKS))
    library, wrong = shipped(), list[Diagnostic]()
    files = parsed_files(Sources(found.cases, found.plans), library, wrong)
    assert wrong == []
    return MutantRun(library, files)


def tried_documents() -> list[Document]:
    """Return the documents that have a case file."""
    run = mutant_run()
    named = {trial.document for file in run.files for trial in file.trials}
    return [run.library.pack.documents[name] for name in sorted(named)]


def surviving(name: str) -> list[str]:
    """Return the mutants of one document that no case notices and that decide otherwise."""
    return [f"{each.clause}: {each.what}" for each in mutant_run().of(name).surviving]
