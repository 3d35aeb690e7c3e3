// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Elections} from "../assembly/Elections.sol";

/// @notice A steward defines an indicator.
/// @param kind 1 rates, 2 shares
/// @param retention what of a score is kept after 1, 2, ... epochs (basis points; at most 11)
/// @param document keccak-256 of its public definition document
struct DefineIndicator {
    uint32 member;
    uint48 deadline;
    uint8 kind;
    uint16[] retention;
    bytes32 document;
}

/// @title IndicatorDefinitions: what there is to see
/// @notice Stewards define indicators until handover; from then on a proposal defines, revises, ends them. What it changes holds from
/// the next epoch on. Invariants 5, 7.
abstract contract IndicatorDefinitions is Elections {
    uint256 private constant MAX_INDICATORS = 1_000;
    bytes32 private constant INDICATOR_TYPEHASH = keccak256(
        "DefineIndicator(uint32 member,uint48 deadline,uint8 kind,uint16[] retention,bytes32 document)"
    );

    /// @notice Indicator `indicator` was defined.
    event IndicatorDefined(
        uint32 indexed indicator,
        uint8 kind,
        uint16[] retention,
        bytes32 document
    );
    /// @notice Indicator `indicator` is defined anew from epoch `from` on.
    event IndicatorRevised(
        uint32 indexed indicator,
        uint16 from,
        uint16[] retention,
        bytes32 document
    );
    /// @notice From epoch `until` on an indicator says nothing any more, unless the community moves that; 0: it has no end.
    event IndicatorSunset(uint32 indexed indicator, uint16 until);

    /// @notice Defines the next indicator.
    function defineIndicator(
        DefineIndicator calldata act,
        bytes calldata signer,
        bytes calldata signature
    ) external {
        bytes32 hash = keccak256(
            abi.encode(
                INDICATOR_TYPEHASH,
                act.member,
                act.deadline,
                act.kind,
                keccak256(abi.encodePacked(act.retention)),
                act.document
            )
        );
        if (!_authorise(act.member, act.deadline, hash, signer, signature).steward)
            revert StewardRequired(act.member);
        _burn(hash);
        uint48 handedOver = _theRecord().opening().handedOver;
        if (handedOver != 0) revert HandedOver(handedOver);
        _define(act.kind, act.retention, act.document);
    }

    /// @notice Defines the next indicator; the assembly itself does, by a proposal.
    /// @param until the first epoch in which it says nothing any more, after now; 0 for none
    function decideIndicator(
        uint8 kind,
        uint16[] calldata retention,
        uint16 until,
        bytes32 document
    ) external {
        _requireProposal();
        _define(kind, retention, document);
        if (until != 0) _sunset(uint32(_indicators.length), until);
    }

    /// @notice Defines an indicator anew from the next epoch on; the assembly itself does, by a proposal.
    function decideRevision(uint32 id, uint16[] calldata retention, bytes32 document) external {
        _requireProposal();
        if (document == 0) revert DocumentMissing();
        uint16 next = _theRecord().opening().epoch + 1;
        Definition[] storage definitions = _requireLiving(id, next - 1).definitions;
        if (_definedFrom(definitions[definitions.length - 1]) == next) definitions.pop();
        definitions.push(Definition(_packRetention(retention, next), document));
        emit IndicatorRevised(id, next, retention, document);
    }

    /// @notice Says from which epoch on, after now, an indicator says nothing any more (0: it has no end); the assembly itself does, by a
    /// proposal. One that has ended stays so.
    function decideSunset(uint32 id, uint16 until) external {
        _requireProposal();
        _sunset(id, until);
    }

    function _define(uint8 kind, uint16[] calldata retention, bytes32 document) private {
        if (kind != RATES && kind != SHARES) revert KindUnknown(kind);
        if (document == 0) revert DocumentMissing();
        if (_indicators.length == MAX_INDICATORS) revert IndicatorsFull(MAX_INDICATORS);
        Indicator storage i = _indicators.push();
        i.kind = kind;
        i.definitions.push(Definition(_packRetention(retention, 0), document));
        emit IndicatorDefined(uint32(_indicators.length), kind, retention, document);
    }

    function _sunset(uint32 id, uint16 until) private {
        uint16 now_ = _theRecord().opening().epoch;
        Indicator storage i = _requireLiving(id, now_);
        if (until != 0 && until <= now_) revert EpochBegun(until, now_ + 1);
        i.until = until;
        emit IndicatorSunset(id, until);
    }
}
