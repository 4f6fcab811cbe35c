/** The sequence has ended but is not acknowledged yet: says so, keeps trying, and offers the teacher a rescue file. */
import { rescueFileText } from '@cloison/client/browser';
import { Button, Icon, Notice, saveFile } from '@cloison/theme';
import { useEffect, useState } from 'react';
import type { Environment } from '../browser/environment.ts';
import type { LiveSitting } from '../sitting/live-sitting.ts';
import type { LiveState } from '../sitting/live-state.ts';
import type { SignedIn } from '../sitting/sign-in.ts';
import { LATER_WORDS } from '../words/later-words.ts';
import { useLanguage } from '../words/WordsContext.tsx';
import { Page, PageTitle } from './Page.tsx';
import { Waiting } from './Waiting.tsx';

export interface UnsentScreenProps {
  readonly environment: Environment;
  readonly signed: SignedIn;
  readonly live: LiveSitting;
  readonly state: LiveState;
}

/** A short wait is not shown as a problem. */
const PATIENCE_MS = 1_500;

export function UnsentScreen({ environment, signed, live, state }: UnsentScreenProps) {
  const { closing, ending, waiting } = LATER_WORDS[useLanguage()];
  const { kind } = state.save;
  const [patient, setPatient] = useState(true);
  useEffect(() => environment.later(PATIENCE_MS, () => setPatient(false)), [environment]);
  // Trying again does not help: the notice above says what does.
  const isEnded = state.ended !== null;
  const stuck = isEnded || kind === 'refused' || kind === 'closed';
  const waits = kind === 'waiting' || stuck;

  const rescue = async () => {
    const { campaign, store } = environment;
    const others = await store.pendingRecords(signed.session.holder.holderId);
    const kept = others.flatMap(({ record: { inFlight, draft } }) =>
      [inFlight, draft].filter((envelope) => envelope !== null),
    );
    const text = rescueFileText(campaign, [...live.unacknowledged(), ...kept]);
    saveFile(`secours-${signed.ticket.orderNumber}.json`, text, 'application/json');
  };

  if (!waits || (patient && !stuck)) {
    return (
      <Page>
        <PageTitle>{closing.title}</PageTitle>
        <Waiting>{closing.text}</Waiting>
      </Page>
    );
  }
  return (
    <Page>
      <div className="unsent">
        <Icon name={stuck ? 'warning' : 'offline'} />
        <PageTitle>{stuck ? waiting.problemTitle : waiting.title}</PageTitle>
      </div>
      {state.timeUp && <p>{ending.timeUp}</p>}
      {!stuck && <p className="large">{waiting.stay}</p>}
      {!isEnded && (
        <>
          <p className="large">{waiting.call}</p>
          <div className="actions">
            <Button variant="primary" size="large" onPress={() => live.retryNow()}>
              {waiting.retry}
            </Button>
          </div>
        </>
      )}
      <Notice tone="info" icon="download">
        <h2>{waiting.file}</h2>
        <p>{waiting.fileText}</p>
        <div>
          <Button icon="download" onPress={() => void rescue()}>
            {waiting.download}
          </Button>
        </div>
      </Notice>
    </Page>
  );
}
