"""Ids of lists, by the names that publishers give them."""

import re
from collections.abc import Mapping

NO_LEGAL_LIST = "watch-accused-of-distillation"
TITLES: Mapping[str, str] = {
    "us-ofac-sdn": "OFAC list of Specially Designated Nationals",
    "us-ofac-ssi": "OFAC list of Sectoral Sanctions Identifications",
    "us-ofac-ns-cmic": "OFAC list of Chinese Military-Industrial Complex Companies",
    "us-ofac-ns-mbs": "OFAC Non-SDN Menu-Based Sanctions List",
    "us-ofac-ns-plc": "OFAC list of the Palestinian Legislative Council",
    "us-ofac-fse": "OFAC list of Foreign Sanctions Evaders",
    "us-ofac-capta": "OFAC list of institutions subject to CAPTA sanctions",
    "us-ofac-other": "OFAC consolidated list, entries of no other list here",
    "us-bis-entity-list": "BIS Entity List, Supplement No. 4 to 15 CFR Part 744",
    "us-bis-dpl": "BIS Denied Persons List",
    "us-bis-uvl": "BIS Unverified List",
    "us-bis-meu": "BIS Military End User List",
    "us-state-debarred": "ITAR debarred parties, State Department",
    "us-state-isn": "Nonproliferation sanctions, State Department",
    "us-dod-1260h": "Chinese military companies, section 1260H of the FY2021 NDAA",
    "us-ndaa-fy26-1532": "Companies named in section 1532 of the FY2026 NDAA",
    "eu-269-2014-i-entities": "EU Regulation 269/2014, Annex I, entities (frozen)",
    "eu-269-2014-i-persons": "EU Regulation 269/2014, Annex I, persons (frozen)",
    "eu-833-2014-iv": "EU Regulation 833/2014, Annex IV (end users of controlled items)",
    "eu-fsf-other": "EU consolidated financial sanctions list, other regimes (frozen)",
    "un-sc-consolidated": "UN Security Council consolidated list",
    "uk-sanctions-list": "UK Sanctions List",
    NO_LEGAL_LIST: "Not a legal list: publicly accused of distilling without leave",
}
"""Every list that may be imported or shipped, with its title."""
_CSL = {
    "SDN": "us-ofac-sdn",
    "SSI": "us-ofac-ssi",
    "CMIC": "us-ofac-ns-cmic",
    "MBS": "us-ofac-ns-mbs",
    "PLC": "us-ofac-ns-plc",
    "FSE": "us-ofac-fse",
    "CAP": "us-ofac-capta",
    "CAPTA": "us-ofac-capta",
    "EL": "us-bis-entity-list",
    "DPL": "us-bis-dpl",
    "UVL": "us-bis-uvl",
    "MEU": "us-bis-meu",
    "DTC": "us-state-debarred",
    "ISN": "us-state-isn",
}
_CSL_WORDS = (
    ("specially designated", "us-ofac-sdn"),
    ("sectoral sanctions", "us-ofac-ssi"),
    ("military-industrial", "us-ofac-ns-cmic"),
    ("menu-based", "us-ofac-ns-mbs"),
    ("palestinian", "us-ofac-ns-plc"),
    ("sanctions evaders", "us-ofac-fse"),
    ("capta", "us-ofac-capta"),
    ("entity list", "us-bis-entity-list"),
    ("denied persons", "us-bis-dpl"),
    ("unverified", "us-bis-uvl"),
    ("military end user", "us-bis-meu"),
    ("itar debarred", "us-state-debarred"),
    ("nonproliferation", "us-state-isn"),
)
_SHORT = re.compile(r"\(([^)]*)\)")


def of_csl(source: str) -> str | None:
    """Return the list that an entry of the Consolidated Screening List is from."""
    for inside in _SHORT.findall(source):
        for word in re.split(r"[^A-Z]+", inside):
            if word in _CSL:
                return _CSL[word]
    return of_words(source)


def of_words(name: str) -> str | None:
    """Return the list that a name speaks of."""
    low = name.casefold()
    return next((found for words, found in _CSL_WORDS if words in low), None)


def of_programs(programs: str) -> str:
    """Return the list of OFAC's consolidated file that an entry is on, by its programs."""
    found = programs.upper()
    if "CMIC" in found:
        return "us-ofac-ns-cmic"
    if "EO13662" in found:
        return "us-ofac-ssi"
    if "NS-PLC" in found:
        return "us-ofac-ns-plc"
    if "FSE" in found:
        return "us-ofac-fse"
    return "us-ofac-other"
