/** The end of a sequence: the receipt, large, and nothing else to press. Another sequence is offered after a pause. */
import { Button, Icon } from '@cloison/theme';
import { useEffect, useState } from 'react';
import type { Environment } from '../browser/environment.ts';
import type { LiveState } from '../sitting/live-state.ts';
import { sequenceInfo, type TicketSequence } from '../sitting/open-sequence.ts';
import type { SignedIn } from '../sitting/sign-in.ts';
import { sequenceStates } from '../sitting/signed-sequences.ts';
import { useLanguage, useWords } from '../words/WordsContext.tsx';
import { Page, PageTitle } from './Page.tsx';

export interface EndingScreenProps {
  readonly environment: Environment;
  readonly signed: SignedIn;
  readonly sequence: TicketSequence;
  readonly state: LiveState;
  readonly onOther: (sequence: TicketSequence) => void;
}

/** Long enough that nobody opens the next sequence by pressing once too often. */
const PAUSE_MS = 10_000;

export function EndingScreen({ environment, signed, sequence, state, onOther }: EndingScreenProps) {
  const words = useWords();
  const language = useLanguage();
  const [next, setNext] = useState<TicketSequence | null>(null);
  const [rested, setRested] = useState(false);
  useEffect(() => environment.later(PAUSE_MS, () => setRested(true)), [environment]);
  useEffect(() => {
    let gone = false;
    void sequenceStates(signed, environment.store, environment.wallMs).then(({ states }) => {
      const found = signed.ticket.sequences.find(
        ({ record }, index) =>
          record !== sequence.record && /^(todo|begun|unsent)$/.test(states[index]?.kind ?? ''),
      );
      if (!gone) setNext(found ?? null);
    });
    return () => {
      gone = true;
    };
  }, [signed, environment, sequence]);

  const late = state.phase === 'late';
  return (
    <div className="ending">
      <Page>
        <span className="ending-mark">
          <Icon name={late ? 'clock' : 'check'} />
        </span>
        <PageTitle>
          {late ? words.late.title : state.timeUp ? words.ending.timeUp : words.ending.title}
        </PageTitle>
        <p className="ending-who">
          {words.ending.who(sequenceInfo(signed, sequence).title[language], signed.ticket.orderNumber)}
        </p>
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
        {next === null ? (
          <p className="soft">{words.ending.nothing}</p>
        ) : (
          <div className="ending-next">
            <p>
              <strong>{words.ending.pause}</strong>{' '}
              {words.ending.nextPart(sequenceInfo(signed, next).title[language])}
            </p>
            {rested && <Button onPress={() => onOther(next)}>{words.ending.go}</Button>}
          </div>
        )}
      </Page>
    </div>
  );
}
