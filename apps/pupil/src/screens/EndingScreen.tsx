/** The end of a sequence: the receipt, large, and nothing else to press. Another sequence is offered after a pause. */
import { Button, Icon } from '@cloison/theme';
import { useEffect, useState } from 'react';
import type { Environment } from '../browser/environment.ts';
import type { LiveState } from '../sitting/live-state.ts';
import { sequenceInfo, type TicketSequence } from '../sitting/open-sequence.ts';
import type { SequenceState } from '../sitting/sequence-state.ts';
import type { SignedIn } from '../sitting/sign-in.ts';
import { dateInWords } from '../words/dates.ts';
import { LATER_WORDS } from '../words/later-words.ts';
import { useLanguage } from '../words/WordsContext.tsx';
import { CodeEndNotice } from './CodeEndNotice.tsx';
import { Page, PageTitle } from './Page.tsx';
import { useSequenceStates } from './use-sequence-states.ts';

export interface EndingScreenProps {
  readonly environment: Environment;
  readonly signed: SignedIn;
  readonly sequence: TicketSequence;
  readonly state: LiveState;
  readonly onOther: (sequence: TicketSequence) => void;
  /** The code was replaced: to the page where another is typed. */
  readonly onNewCode: () => void;
}

/** Long enough that nobody opens the next sequence by pressing once too often. */
const PAUSE_MS = 10_000;
/** A page that is left open for longer is loaded again before. */
const LONGEST_BREAK_MS = 12 * 3_600_000;
const OPENING_SPREAD_MS = 60_000;

/** What this pupil has still to do. */
type Left =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'now'; readonly sequence: TicketSequence }
  | { readonly kind: 'later'; readonly sequence: TicketSequence; readonly opensMs: number };

function whatIsLeft(
  sequences: readonly TicketSequence[],
  states: readonly SequenceState[],
  ended: TicketSequence,
): Left {
  const now = sequences.find(
    ({ record }, index) => record !== ended.record && /^(todo|begun|unsent)$/.test(states[index]?.kind ?? ''),
  );
  if (now !== undefined) return { kind: 'now', sequence: now };
  const later = sequences.flatMap((sequence, index) => {
    const state = states[index];
    return state?.kind === 'opens' ? [{ kind: 'later' as const, sequence, opensMs: state.opensMs }] : [];
  });
  return later.sort((a, b) => a.opensMs - b.opensMs)[0] ?? { kind: 'nothing' };
}

export function EndingScreen(props: EndingScreenProps) {
  const { environment, signed, sequence, state, onOther, onNewCode } = props;
  const language = useLanguage();
  const words = LATER_WORDS[language];
  const [rested, setRested] = useState(false);
  useEffect(() => environment.later(PAUSE_MS, () => setRested(true)), [environment]);
  const { found, refresh } = useSequenceStates(signed, environment);
  const left = found === null ? null : whatIsLeft(signed.ticket.sequences, found.states, sequence);
  const opensMs = left?.kind === 'later' ? left.opensMs : null;
  // A page that stays open through the break offers what has opened. Spread by chance, so that not everybody asks at once.
  useEffect(() => {
    if (opensMs === null) return;
    const waitMs = opensMs - environment.wallMs() - signed.clockOffsetMs;
    if (waitMs > LONGEST_BREAK_MS) return;
    return environment.later(Math.max(0, waitMs) + OPENING_SPREAD_MS * (0.02 + Math.random()), refresh);
  }, [opensMs, environment, signed, refresh]);

  const late = state.phase === 'late';
  const titleOf = (one: TicketSequence) => sequenceInfo(signed, one).title[language];
  return (
    <div className="ending">
      <Page>
        <span className="ending-mark">
          <Icon name={late ? 'clock' : 'check'} />
        </span>
        <PageTitle>
          {late ? words.late.title : state.timeUp ? words.ending.timeUp : words.ending.title}
        </PageTitle>
        <p className="ending-who">{words.ending.who(titleOf(sequence), signed.ticket.orderNumber)}</p>
        <p className="large">{late ? words.late.text : words.ending.text}</p>
        {state.receipt !== null && (
          <div className="receipt">
            <p className="receipt-label" id="receipt-label">
              {words.ending.receipt}
            </p>
            <output className="receipt-symbols" aria-labelledby="receipt-label">
              {state.receipt}
            </output>
            <p className="receipt-help">{words.ending.receiptHelp}</p>
          </div>
        )}
        {left?.kind === 'nothing' && <p className="soft">{words.ending.nothing}</p>}
        {left?.kind === 'later' && (
          <p>{words.ending.later(titleOf(left.sequence), dateInWords(left.opensMs, language))}</p>
        )}
        {left !== null && left.kind !== 'nothing' && found?.ended === 'replaced' && (
          <CodeEndNotice
            environment={environment}
            signed={signed}
            ended="replaced"
            sequences={signed.ticket.sequences}
            onNewCode={onNewCode}
          />
        )}
        {left?.kind === 'now' && found?.ended === null && (
          <div className="ending-next">
            <p>
              <strong>{words.ending.pause}</strong> {words.ending.nextPart(titleOf(left.sequence))}
            </p>
            {rested && <Button onPress={() => onOther(left.sequence)}>{words.ending.go}</Button>}
          </div>
        )}
      </Page>
    </div>
  );
}
