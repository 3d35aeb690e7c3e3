// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Governor} from "@openzeppelin/contracts/governance/Governor.sol";
import {GovernorCountingSimple} from "@openzeppelin/contracts/governance/extensions/GovernorCountingSimple.sol";
import {GovernorVotes} from "@openzeppelin/contracts/governance/extensions/GovernorVotes.sol";
import {IVotes} from "@openzeppelin/contracts/governance/utils/IVotes.sol";
import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Votes} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Votes.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {Nonces} from "@openzeppelin/contracts/utils/Nonces.sol";

/// @title The peer's token: one for each voter, who delegates to themselves
contract PlainToken is ERC20, ERC20Votes {
    constructor() ERC20("Plain", "PLAIN") EIP712("Plain", "1") {
        // Nothing but what its parents need.
    }

    /// @notice Gives somebody one vote.
    function give(address to) external {
        _mint(to, 1);
        _delegate(to, to);
    }

    function _update(address from, address to, uint256 value) internal override(ERC20, ERC20Votes) {
        super._update(from, to, value);
    }
}

/// @title The peer: OpenZeppelin's Governor with nothing added to it
contract PlainGovernor is Governor, GovernorCountingSimple, GovernorVotes {
    constructor(IVotes token) Governor("Plain") GovernorVotes(token) {
        // Nothing but what its parents need.
    }

    /// @inheritdoc Governor
    function votingDelay() public pure override returns (uint256) {
        return 1;
    }

    /// @inheritdoc Governor
    function votingPeriod() public pure override returns (uint256) {
        return 10_000;
    }

    /// @inheritdoc Governor
    function quorum(uint256) public pure override returns (uint256) {
        return 3;
    }
}
