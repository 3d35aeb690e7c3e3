// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Clones} from "@openzeppelin/contracts/proxy/Clones.sol";
import {Assembly} from "./Assembly.sol";
import {Community, Founding} from "./Community.sol";
import {IVerifiers} from "./community/Members.sol";

/// @title CommunityFactory: where communities come from
/// @notice Makes a community and its assembly and initialises both in one transaction, so that nobody can come between.
/// Holds the list of communities and the ERC-7913 verifiers they may rely on; nothing of it can change later; anybody may
/// add a community. Invariant 6 (a community is a place of its own).
contract CommunityFactory is IVerifiers {
    /// @notice The code behind every community.
    address public immutable COMMUNITY;
    /// @notice The code behind every assembly.
    address public immutable ASSEMBLY;

    address[] private _communities;
    mapping(address verifier => bool known) private _isVerifier;

    /// @notice A community was founded.
    event CommunityCreated(
        uint256 indexed number,
        address communityAddress,
        address assemblyAddress
    );
    /// @notice Communities may rely on this ERC-7913 verifier.
    event VerifierNamed(address verifier);

    /// @notice This very founding was carried out before, as `community`.
    error CommunityExists(address community);
    /// @notice No community has this number.
    error CommunityUnknown(uint256 number);

    /// @notice Names the code of communities and the verifiers for ever.
    /// @param community the implementation of Community
    /// @param assembly_ the implementation of Assembly
    /// @param verifiers ERC-7913 verifiers for signers that are no account
    constructor(address community, address assembly_, address[] memory verifiers) {
        COMMUNITY = community;
        ASSEMBLY = assembly_;
        for (uint256 i = 0; i < verifiers.length; ++i) {
            _isVerifier[verifiers[i]] = true;
            emit VerifierNamed(verifiers[i]);
        }
    }

    /// @notice Founds a community. The same founding names the same community, so repeating it changes nothing.
    /// @dev Anybody may carry a founding in: it says everything, and gives its carrier nothing.
    function createCommunity(
        Founding calldata founding
    ) external returns (address communityAddress, address assemblyAddress) {
        bytes32 salt = keccak256(abi.encode(founding));
        communityAddress = Clones.predictDeterministicAddress(COMMUNITY, salt);
        if (communityAddress.code.length != 0) revert CommunityExists(communityAddress);
        Clones.cloneDeterministic(COMMUNITY, salt);
        assemblyAddress = Clones.cloneDeterministic(ASSEMBLY, salt);
        _communities.push(communityAddress);
        emit CommunityCreated(_communities.length, communityAddress, assemblyAddress);
        Assembly(assemblyAddress).initialise(communityAddress);
        Community(communityAddress).initialise(founding, assemblyAddress);
    }

    /// @inheritdoc IVerifiers
    function isVerifier(address verifier) external view returns (bool) {
        return _isVerifier[verifier];
    }

    /// @notice A community's address, by its number.
    function communityAt(uint256 number) external view returns (address) {
        if (number == 0 || number > _communities.length) revert CommunityUnknown(number);
        return _communities[number - 1];
    }

    /// @notice How many communities there are; numbers are 1 to this number.
    function communityCount() external view returns (uint256) {
        return _communities.length;
    }
}
