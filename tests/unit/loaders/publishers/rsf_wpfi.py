"""Files of Reporters Without Borders, a few rows of each, every trap of their layouts among them.

A file is its text as the publisher writes it. 2010 to 2013 follow each other, as do 2022 and 2023.
"""

from pathlib import Path

UNTIL_2021 = (
    "Year (N);ISO;Rank N;Score N;Score N without the exactions;Score N with the exactions;Score exactions"
    ";Rank N-1;Score N-1;Rank evolution;FR_country;EN_country;ES_country;AR_country;FA_country;Zone\n"
)
CONTEXTS = (
    "Political Context;Rank_Pol;Economic Context;Rank_Eco;Legal Context;Rank_Leg;Social Context;Rank_Soc"
    ";Safety;Rank_Saf"
)
SINCE_2023 = (
    ";Zone;Country_FR;Country_EN;Country_ES;Country_PT;Country_AR;Country_FA;Year (N);Rank N-1"
    ";Rank evolution;Score N-1;Score evolution\n"
)

FILES = {
    "2010.csv": UNTIL_2021
    + "2010;FIN;1;0;;;;;;;Finlande;Finland;Finlandia;فنلندا;فنلاند;UE Balkans\n"
    + "2010;USA2;2;6,75;;;;;;;États-Unis;United States (US territory);;;;Amériques\n"
    + "2010;TJK;3;34,5;;;;;;;Tadjikistan;Tajikistan;Tayikistán;طاجيكستان;;EEAC\n",
    "2012.csv": UNTIL_2021
    + "2011-12;FIN;1;-10;;;;1;0;0;Finlande;Finland;Finlandia;;;UE Balkans\n"
    + "2011-12;USA2;2;14;;;;2;6,75;0;États-Unis;United States (US territory);;;;Amériques\n"
    + "2011-12;XKO;3;30,3333333;;;;;;;Kosovo;Kosovo;Kosovo;;;UE Balkans\n"
    + "2011-12;TJK;4;56;;;;3;34,5;-1;Tadjikistan;Tajikistan;Tayikistán;;;EEAC\n"
    + "2011-12;CTU;5;57,5;;;;;;;Chypre Nord;Cyprus North;;;;UE Balkans\n",
    "2013.csv": UNTIL_2021
    + "2013;FIN;1;93,62;;;;1;-10;0;Finlande;Finland;Finlandia;;;UE Balkans\n"
    + "2013;USA;2;81,78;;;;;;;États-Unis;United States;;;;Amériques\n"
    + "2013;XKO;3;71,53;;;;3;30,3333333;0;Kosovo;Kosovo;Kosovo;;;UE Balkans\n"
    + "2013;TJK;4;64,3;;;;4;56;0;Tadjikistan;Tajikistan;Tayikistán;;;EEAC\n",
    # Two carriage returns end a line, so that an empty line follows each.
    "2022.csv": (
        f"ISO;Score;Rank;{CONTEXTS}"
        ";Zone;Country_EN;Country_FR;Country_ES;Country_AR;Country_FA;Year (N);Rank N-1;Rank evolution\n"
        "NOR;92;1;94;1;90;1;92;1;94;1;90;1;Europe - Asie centrale;Norway;Norvège;;;;2022;1;0\n"
        "XKO;67,02;2;70;2;60;2;70,1;2;65;3;70;2;Europe - Asie centrale;Kosovo;Kosovo;;;;2022;78;76\n"
        "XCD;66;3;69;3;59;3;69;3;66;2;67;3;Amériques;OECS;OECO;;;;2022;45;42\n"
        "TJK;40,26;4;33,79;4;29,85;4;48,68;4;46;4;42,96;4;EEAC;Tajikistan;;;;;2022;162;158\n"
    ).replace("\n", "\r\r\n"),
    "2023.csv": f"ISO;Score;Rank;{CONTEXTS}{SINCE_2023}"
    "NOR;95;1;96,54;1;92,46;1;95;1;95;1;96;1;UE Balkans;Norvège;Norway;;Noruega ;;;2023;1;0;92;3\n"
    "XKX;68,38;2;71;2;61;2;70,9;2;69;2;70;3;UE Balkans;Kosovo;Kosovo;;;;;2023;2;0;67,02;1,36\n"
    "BFA;67,64;3;70;3;60,39;3;70;3;69;2;76;2;Afrique;Burkina Faso;Burkina Faso;;;;;2023;;;;\n"
    "CSS;67;4;69;4;60;4;69;4;67;4;70;3;Amériques;OECO;OECS;;;;;2023;3;-1;66;1\n",
    # Windows-1252 without a byte order mark; what it cannot hold is lost. Three decimals break a tie.
    "2025.csv": f"ISO;Score 2025;Rank;{CONTEXTS}{SINCE_2023}"
    "CIV;64,001;1;64;1;64,005;1;64;1;64;1;64;1;Afrique;Côte d'Ivoire;Ivory Coast;;;???;???;2025;2;1;;\n"
    "TJK;32,21;2;23,06;2;28,91;2;37,64;2;32,83;2;38,6;2;EEAC;;Tajikistan;;;???;???;2025;3;1;;\n",
    "2026_numeric_columns_transcribed.csv": f"ISO;Score 2026;Rank;{CONTEXTS}\n"
    "NOR;92,72;1;91,78;1;90;1;91,9;1;93,46;1;96,46;1\n"
    "ESP;75,42;2;71,26;2;55,68;3;80,59;2;79,05;2;96,46;1\n"
    "CSS;70;3;70;3;70;2;70;3;70;3;70;3\n"
    "TJK;32,22;4;19,12;4;27,95;4;37,5;4;35,45;4;41,1;4\n",
}
ENCODINGS = {"2025.csv": "cp1252", "2026_numeric_columns_transcribed.csv": "ascii"}


def write(folder: Path) -> None:
    for name, text in FILES.items():
        write_rsf(folder, name, text)


def write_rsf(folder: Path, name: str, text: str, encoding: str = "") -> Path:
    """One edition's file, in the publisher's encoding unless another is given."""
    path = folder / name
    path.write_bytes(text.encode(encoding or ENCODINGS.get(name, "utf-8-sig")))
    return path
