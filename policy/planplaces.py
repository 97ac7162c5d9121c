"""The names of countries, for those who write a name where a code is asked for."""

import difflib
from collections.abc import Mapping

from policy.places import COUNTRIES, EUROPEAN_UNION, WORLDWIDE, is_place

_NAMES = """
AD Andorra; AE United Arab Emirates; AE UAE; AE Emirates; AF Afghanistan;
AG Antigua and Barbuda; AI Anguilla; AL Albania; AM Armenia; AO Angola; AQ Antarctica;
AR Argentina; AS American Samoa;
AT Austria; AU Australia; AW Aruba; AX Aland; AX Aland Islands; AZ Azerbaijan;
BA Bosnia and Herzegovina; BA Bosnia; BB Barbados; BD Bangladesh; BE Belgium; BF Burkina Faso;
BG Bulgaria; BH Bahrain; BI Burundi; BJ Benin; BL Saint Barthelemy; BM Bermuda; BN Brunei;
BO Bolivia; BQ Bonaire; BR Brazil; BS Bahamas; BT Bhutan; BV Bouvet Island; BW Botswana;
BY Belarus; BZ Belize; CA Canada; CC Cocos Islands; CD Democratic Republic of the Congo;
CD DR Congo; CF Central African Republic; CG Congo; CH Switzerland; CI Ivory Coast;
CI Cote d'Ivoire; CK Cook Islands; CL Chile; CM Cameroon; CN China; CN PRC; CN Mainland China;
CO Colombia; CR Costa Rica; CU Cuba; CV Cape Verde; CV Cabo Verde; CW Curacao;
CX Christmas Island; CY Cyprus; CZ Czechia; CZ Czech Republic; DE Germany; DE Deutschland;
DJ Djibouti; DK Denmark; DM Dominica; DO Dominican Republic; DZ Algeria; EC Ecuador; EE Estonia;
EG Egypt; EH Western Sahara; ER Eritrea; ES Spain; ET Ethiopia; FI Finland; FJ Fiji;
FK Falkland Islands; FM Micronesia; FO Faroe Islands; FR France; GA Gabon; GB United Kingdom;
GB UK; GB Great Britain; GB Britain; GB England; GB Scotland; GB Wales; GB Northern Ireland;
GD Grenada; GE Georgia; GF French Guiana; GG Guernsey; GH Ghana; GI Gibraltar; GL Greenland;
GM Gambia; GN Guinea; GP Guadeloupe; GQ Equatorial Guinea; GR Greece; GS South Georgia;
GT Guatemala; GU Guam; GW Guinea-Bissau; GY Guyana; HK Hong Kong; HM Heard Island; HN Honduras;
HR Croatia; HT Haiti; HU Hungary; ID Indonesia; IE Ireland; IL Israel; IM Isle of Man; IN India;
IO British Indian Ocean Territory; IQ Iraq; IR Iran; IS Iceland; IT Italy; JE Jersey;
JM Jamaica; JO Jordan; JP Japan; KE Kenya; KG Kyrgyzstan; KH Cambodia; KI Kiribati; KM Comoros;
KN Saint Kitts and Nevis; KP North Korea; KP DPRK; KR South Korea; KR Korea;
KR Republic of Korea; KW Kuwait; KY Cayman Islands; KZ Kazakhstan; LA Laos; LB Lebanon;
LC Saint Lucia; LI Liechtenstein; LK Sri Lanka; LR Liberia; LS Lesotho; LT Lithuania;
LU Luxembourg; LV Latvia; LY Libya; MA Morocco; MC Monaco; MD Moldova; ME Montenegro;
MF Saint Martin; MG Madagascar; MH Marshall Islands; MK North Macedonia; MK Macedonia; ML Mali;
MM Myanmar; MM Burma; MN Mongolia; MO Macao; MO Macau; MP Northern Mariana Islands;
MQ Martinique; MR Mauritania; MS Montserrat; MT Malta; MU Mauritius; MV Maldives; MW Malawi;
MX Mexico; MY Malaysia; MZ Mozambique; NA Namibia; NC New Caledonia; NE Niger;
NF Norfolk Island; NG Nigeria; NI Nicaragua; NL Netherlands; NL Holland; NO Norway; NP Nepal;
NR Nauru; NU Niue; NZ New Zealand; OM Oman; PA Panama; PE Peru; PF French Polynesia;
PG Papua New Guinea; PH Philippines; PK Pakistan; PL Poland; PM Saint Pierre and Miquelon;
PN Pitcairn; PR Puerto Rico; PS Palestine; PT Portugal; PW Palau; PY Paraguay; QA Qatar;
RE Reunion; RO Romania; RS Serbia; RU Russia; RU Russian Federation; RW Rwanda; SA Saudi Arabia;
SB Solomon Islands; SC Seychelles; SD Sudan; SE Sweden; SG Singapore; SH Saint Helena;
SI Slovenia; SJ Svalbard; SK Slovakia; SL Sierra Leone; SM San Marino; SN Senegal; SO Somalia;
SR Suriname; SS South Sudan; ST Sao Tome and Principe; SV El Salvador; SX Sint Maarten;
SY Syria; SZ Eswatini; SZ Swaziland; TC Turks and Caicos Islands; TD Chad;
TF French Southern Territories; TG Togo; TH Thailand; TJ Tajikistan; TK Tokelau; TL Timor-Leste;
TL East Timor; TM Turkmenistan; TN Tunisia; TO Tonga; TR Turkey; TR Turkiye;
TT Trinidad and Tobago; TV Tuvalu; TW Taiwan; TZ Tanzania; UA Ukraine; UG Uganda;
UM United States Minor Outlying Islands; US United States; US USA;
US United States of America; US America; UY Uruguay; UZ Uzbekistan; VA Vatican; VA Holy See;
VC Saint Vincent and the Grenadines; VE Venezuela; VG British Virgin Islands;
VI US Virgin Islands; VN Vietnam; VN Viet Nam; VU Vanuatu; WF Wallis and Futuna; WS Samoa;
XK Kosovo; YE Yemen; YT Mayotte; ZA South Africa; ZM Zambia; ZW Zimbabwe;
EU European Union; worldwide world; worldwide global; worldwide everywhere
"""


def _by_name() -> Mapping[str, str]:
    pairs = (entry.split(None, 1) for entry in _NAMES.replace("\n", " ").split(";"))
    return {name.strip().casefold(): code for code, name in pairs}


PLACES_BY_NAME: Mapping[str, str] = _by_name()
"""Codes by name in lower case."""

KNOWN_PLACES: tuple[str, ...] = (EUROPEAN_UNION, WORLDWIDE, *sorted(COUNTRIES))
"""Every place that has no hyphen in its code."""

_GENERAL = "places are ISO 3166 codes such as DE or US-CA, `EU`, or worldwide"


def place_hint(text: str) -> str:
    """Return what to write instead of `text`, which is no place."""
    meant = _meant(text)
    return f"did you mean `{meant}`?" if meant else _GENERAL


def _meant(text: str) -> str | None:
    word = " ".join(text.casefold().split()).removeprefix("the ")
    if word in PLACES_BY_NAME:
        return PLACES_BY_NAME[word]
    for spelling in (word, word.upper(), word.upper().replace("_", "-")):
        if is_place(spelling):
            return spelling
    near = difflib.get_close_matches(word, list(PLACES_BY_NAME), n=1, cutoff=0.8)
    return PLACES_BY_NAME[near[0]] if near else None
