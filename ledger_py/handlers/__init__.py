"""What each event of the contracts does to the index; `HANDLERS` is the whole table, by name."""

from ledger_py.handlers import assembly, community, contributions, relays
from ledger_py.handlers.contributions import load_attested
from ledger_py.handlers.window import Handler, LogsIncomplete, Window

__all__ = ["HANDLERS", "Handler", "LogsIncomplete", "Window", "load_attested"]

HANDLERS: dict[str, Handler] = {
    "CommunityCreated": community.community_created,
    "CommunityFounded": community.community_founded,
    "EpochsListed": community.epochs_listed,
    "MemberAdmitted": community.member_admitted,
    "StewardAppointed": community.steward_appointed,
    "GroupDefined": community.group_defined,
    "ActivityDefined": community.activity_defined,
    "ContributionRecorded": contributions.contribution_recorded,
    "ContributionAttested": contributions.contribution_attested,
    "IndicatorDefined": assembly.indicator_defined,
    "VoteOpened": assembly.vote_opened,
    "BallotCast": assembly.ballot_cast,
    "VersionSet": assembly.version_set,
    "VoteClosed": assembly.vote_closed,
    "ActFailed": relays.act_failed,
    "Relayed": relays.relayed,
    "ItemSkipped": relays.nothing_to_index,  # the item is there from before, or never will be
    "VerifierNamed": relays.nothing_to_index,  # members' signers show which verifiers they use
    "EIP712DomainChanged": relays.nothing_to_index,  # our contracts never change their domain
}
