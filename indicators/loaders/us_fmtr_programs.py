"""The programmes of the Foreign Military Training Report, by group: names drift from report to report.

A name that is not here stops the build. Blanks within a name count once.
"""

_GROUPS = {
    # International Military Education and Training, the State Department's classic programme.
    "IMET": [
        "IMET",
        "IMET 2-Year Funding Authority (Title VI Emergency Supplemental Appropriation)",
        "IMET Multi-Year",
        "IMET Multi-year",
        "IMET-1",
        "IMET-2",
        "IMET-D&R",
        "IMET-X",
        "International Military Education And Training (IMET)",
        "International Military Education and Training (IMET)",
        "Republic Of, International Military Education And Training (IMET)",
    ],
    # The Pentagon's fellowships against terrorism, later also against irregular warfare.
    "CTFP": ["CTFP", "CTIWFP", "Regional Defense Counterterrorism Fellowship Program"],
    # The Pentagon's five regional centers, such as the Marshall Center in Garmisch.
    "Regional Centers": [
        "Africa Center for Strategic Studies",
        "Africa Center for Strategic Studies (ACSS)",
        "Asia Pacific Center",
        "Asia-Pacific Center",
        "Center For Hemispheric Defense Studies",
        "Center For Hemispheric Defense Studies(CHDS)",
        "Center For Hemispheric Defense Studies, FY 00",
        "DoD Regional Centers for Strategic Studies",
        "Marshall Center",
        "Near East South Asia Center",
        "Near East South Asia Center(NESA)",
        "Regional Centers",
    ],
    # The Pentagon's support for police and military against drugs.
    "Section 1004": [
        "Drug Interdiction and Counter-Drug Activities, Section 1004",
        "Section 1004",
        "Section 1004 (Note 1)",
        "Section 1004 - DoD Drug Interdiction",
    ],
    # Building partners' capacity: train and equip. Section 333 took over from the others in 2017.
    "Section 333": ["Section 333"],
    "Section 1206/2282": ["Section 1206", "Section 1206/2282"],
    "HMA": ["HMA"],
    "PKO/GPOI": [
        "ACOTA",
        "African Contingency Operations Training and Assistance",
        "African Crisis Response Initiative",
        "African Crisis Response Initiative (ACRI)",
        "Enhanced International Peacekeeping Capabilities (EIPC)",
        "Enhanced International Peacekeeping Capabilities (EPIC)",
        "GPOI",
        "PKO",
    ],
    "FMF": [
        "Credit (Repayable)",
        "FMF",
        "FMF Repay",
        "Foreign Military Financing (FMF)",
        "Foreign Military Financing (FMF) Program",
    ],
    "MAP": ["MAP", "Military Assistance Program (MAP)"],
    # Nonproliferation, anti-terrorism, demining; hardly any of its courses stand in the report.
    "NADR": ["NADR"],
    # The State Department's money for police against drugs and crime.
    "INCLE": [
        "INCLE",
        "INL",
        "International Narcotics And Law Enforcement (INL)",
        "International Narcotics and Law Enforcement (INL)",
    ],
    "ALP": ["ALP", "Aviation Leadership Program"],
    "Service academies": ["Service Academies", "Service Academy"],
    "Exchanges": ["Exchange", "Exchange Training", "Exchanges", "PME", "PME Exchanges"],
    "Coast Guard": [
        "DHS/USCG",
        "DOHS/USCG",
        "DOHS/USCG Activities",
        "Department of Homeland Security/United States Coat Guard Activities",
        "DoT/USCG Activities",
    ],
    "Section 506": [
        "Foreign Assistance Act Draw Down, Section 506",
        "Section 506",
        "Section 506 (Note 1)",
        "Section 506 - FAA Drawdown Relating To Narcotics Education And Training",
    ],
    # Exercises and exchanges of the regional commands, joint combined exchange training among them.
    "Combatant commands": [
        "Non-SA, Combatant Command",
        "Non-SA, UC",
        "Non-SA, UC, JCET",
        "Non-Security Assistance, Combatant Command",
        "Non-Security Assistance, Unified Command",
        "Non-Security Assistance, Unified Command (Note 4)",
        "Non-Security Assistance, Unified Command Engagement Activities",
    ],
    # Funds for one war, region or crisis, by the reports' abbreviations.
    "Funds for a region or crisis": [
        "ASFF",
        "CRSP",
        "CTEF",
        "CTPF",
        "ERI",
        "GSCF",
        "MSI",
        "PCCF",
        "SCSI",
        "Section 1203",
        "Section 1207",
        "USAI",
    ],
    "Other": [
        "CAMRI",
        "FHA",
        "Misc DOD/DOS Non-SA",
        "Misc DoD/DoS Non-SA",
        "Miscellaneous DoD-DoS Activities",
        "Miscellaneous, DOD/DOS Non-Security Assistance",
        "Miscellaneous, DOS/DOD, Non-Security Assistance (Note 3)",
        "Miscellaneous, DoS/DoD, Non-Security Assistance",
        "U.S. Agency for International Development (USAID)",
    ],
}

PROGRAM_GROUPS = {program: group for group, programs in _GROUPS.items() for program in programs}
