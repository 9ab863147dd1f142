"""What each role may do, in one table; a migration writes it to the groups.

HR never gets a key (no item, version or form), a trainer or a marker no person (no candidate,
registration, attempt or result). A candidate needs no permission: views show each person their own.
"""

ITEM_WORK = [
    "wagtailadmin.access_admin",
    "questionbank.view_item",
    "questionbank.change_item",
    "questionbank.publish_item",
    "questionbank.lock_item",
    "questionbank.unlock_item",
    "questionbank.view_itemversion",
    "analysis.view_itemstatistic",
    "cms.view_statute",
    "cms.view_article",
    "cms.view_knowledgepoint",
    "cms.view_power",
    "cms.view_articlechange",
    "cms.add_articlechange",
    "cms.change_articlecheck",
]

PERMISSIONS = {
    "candidate": [],
    "trainer": [
        *ITEM_WORK,
        "questionbank.add_item",
        "questionbank.delete_item",
        *(f"papers.{verb}_blueprint" for verb in ("view", "add", "change", "delete")),
        *(f"papers.{verb}_paper" for verb in ("view", "add")),
        "papers.view_form",
        *(f"sittings.{verb}_exam" for verb in ("view", "add", "change")),
        *(f"sittings.{verb}_sitting" for verb in ("view", "add", "change")),
    ],
    "reviewer": ITEM_WORK,
    "invigilator": ["sittings.view_sitting", "sittings.invigilate_sitting"],
    "marker": ["scoring.mark_responses"],
    "hr": [
        "people.view_unit",
        *(f"people.{verb}_candidate" for verb in ("view", "add", "change")),
        "people.import_roster",
        "sittings.register_candidates",
        "sittings.view_registration",
        "scoring.view_result",
        "certificates.view_certificate",
        "certificates.issue_certificate",
    ],
}
PERMISSIONS["administrator"] = sorted(
    {
        *(permission for role in PERMISSIONS.values() for permission in role),
        *(
            f"people.{verb}_{model}"
            for verb in ("view", "add", "change", "delete")
            for model in ("user", "unit")
        ),
        *(f"auth.{verb}_group" for verb in ("view", "add", "change")),
        *(
            f"cms.{verb}_{model}"
            for verb in ("add", "change")
            for model in ("statute", "article", "knowledgepoint", "power")
        ),
        "sittings.release_exam",
        "sittings.view_attempt",
        "questionbank.view_itemimport",  # everybody's, to see what came from where
    }
)

# On the page tree: who writes the FAQ and the handbook.
PAGE_PERMISSIONS = {
    "trainer": ["add_page", "change_page", "publish_page"],
    "reviewer": ["change_page", "publish_page"],
    "administrator": [
        "add_page",
        "change_page",
        "publish_page",
        "bulk_delete_page",
        "lock_page",
        "unlock_page",
    ],
}
# On the root collection: pictures and files.
COLLECTION_PERMISSIONS = {
    "trainer": [
        "add_image",
        "change_image",
        "choose_image",
        "add_document",
        "change_document",
        "choose_document",
    ],
    "administrator": [
        "add_image",
        "change_image",
        "choose_image",
        "add_document",
        "change_document",
        "choose_document",
    ],
}
