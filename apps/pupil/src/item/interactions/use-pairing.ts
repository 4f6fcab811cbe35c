/**
 * Pairs made by two presses, from either side, or by a drop: one rule for every interaction whose response is pairs, so that
 * mouse, touch, keys and screen readers do the same.
 */
import {
  type AssociateInteraction,
  type GapMatchInteraction,
  type GraphicAssociateInteraction,
  type GraphicGapMatchInteraction,
  type MatchInteraction,
  responseShape,
} from '@cloison/qti/delivery';
import { useState } from 'react';
import { pairIn, togglePair } from '../../sitting/responses.ts';
import { useWords } from '../../words/WordsContext.tsx';
import { useItem, useMembers } from '../content/ItemContext.tsx';

export type PairInteraction =
  | MatchInteraction
  | AssociateInteraction
  | GapMatchInteraction
  | GraphicAssociateInteraction
  | GraphicGapMatchInteraction;

/** The member that was pressed first and waits for its partner. Where pairs have no direction, all are sources. */
export interface PairEnd {
  readonly side: 'source' | 'target';
  readonly id: string;
}

export interface PairingState {
  readonly held: readonly string[];
  readonly chosen: PairEnd | null;
  /** What has just happened, for screen readers and for those who look. */
  readonly said: string;
  readonly isFull: boolean;
  readonly press: (end: PairEnd) => void;
  readonly isChosen: (end: PairEnd) => boolean;
  /** Makes the pair, or parts it when it is there. `insteadOf`: a pair that is given up for it. */
  readonly join: (source: string, target: string, insteadOf?: string) => void;
}

export function usePairing(
  interaction: PairInteraction,
  nameOf: (side: PairEnd['side'], id: string) => string,
): PairingState {
  const { readOnly } = useItem();
  const { held, hold } = useMembers(interaction.responseId);
  const words = useWords();
  const [chosen, setChosen] = useState<PairEnd | null>(null);
  const [said, setSaid] = useState('');
  const [isFull, setFull] = useState(false);
  const pairing = responseShape(interaction);
  if (pairing.kind !== 'pairs') throw new Error('not an interaction of pairs');

  const join = (source: string, target: string, insteadOf?: string) => {
    if (readOnly || (pairing.undirected && source === target)) return;
    const pair = pairIn(pairing, source, target);
    if (insteadOf !== undefined && held.includes(pair)) return;
    const before = held.filter((member) => member !== insteadOf);
    const next = togglePair(pairing, before, source, target);
    setFull(next === null);
    setChosen(null);
    if (next === null) return setSaid(words.item.full(interaction.maxAssociations));
    const say = next.includes(pair) ? words.item.matchJoined : words.item.matchParted;
    setSaid(say(nameOf('source', source), nameOf('target', target)));
    hold(next);
  };

  const press = (end: PairEnd) => {
    if (readOnly) return;
    if (chosen !== null && chosen.id === end.id && chosen.side === end.side) return setChosen(null);
    if (chosen === null || (chosen.side === end.side && !pairing.undirected)) return setChosen(end);
    if (end.side === 'source' && !pairing.undirected) join(end.id, chosen.id);
    else join(chosen.id, end.id);
  };

  return {
    held,
    chosen,
    said,
    isFull,
    press,
    join,
    isChosen: ({ side, id }) => chosen?.side === side && chosen.id === id,
  };
}
