/**
 * Prepares a computer ahead of the day, for the person who looks after the school's machines: no code, one page to open on each
 * machine, and plain words about whether it is ready. It begins by itself.
 */
import { NotKeptError, type Prepared, prepareContent } from '@cloison/client';
import { Button, Notice } from '@cloison/theme';
import { type ReactNode, useEffect, useId, useState } from 'react';
import type { Environment } from '../browser/environment.ts';
import { PREPARE_WORDS } from '../words/prepare-words.ts';
import { sizeInWords } from '../words/sizes.ts';
import { useLanguage } from '../words/WordsContext.tsx';
import { Page, PageTitle } from './Page.tsx';
import { troubleOf } from './trouble.ts';

type State =
  | { readonly kind: 'working'; readonly done: number; readonly total: number }
  | {
      readonly kind: 'ready';
      readonly prepared: Prepared;
      readonly appKept: boolean;
      /** `asking`: the browser waits for a person's answer (Firefox). */
      readonly promised: boolean | 'asking';
    }
  | { readonly kind: 'failed'; readonly why: 'notKept' | 'unreachable' | 'busy' | 'noCampaign' | 'wrong' };

/** Browsers that decide by themselves do so at once. */
const ANSWER_MS = 1_000;

export function PrepareScreen({ environment }: { readonly environment: Environment }) {
  const words = PREPARE_WORDS[useLanguage()];
  const [state, setState] = useState<State>({ kind: 'working', done: 0, total: 0 });
  const [attempt, setAttempt] = useState(0);

  // biome-ignore lint/correctness/useExhaustiveDependencies: `attempt` is how a person asks again
  useEffect(() => {
    let gone = false;
    const say = (next: State) => {
      if (!gone) setState(next);
    };
    say({ kind: 'working', done: 0, total: 0 });
    const work = async () => {
      if (environment.storage === 'memory') throw new NotKeptError(null);
      const prepared = await prepareContent(environment.api, environment.store, (done, total) =>
        say({ kind: 'working', done, total }),
      );
      const appKept = await environment.appIsKept();
      const ready = (promised: boolean | 'asking') => say({ kind: 'ready', prepared, appKept, promised });
      // Nobody has to answer the browser's question: what is prepared is there without it.
      const asking = setTimeout(() => ready('asking'), ANSWER_MS);
      const promised = await environment.persist().finally(() => clearTimeout(asking));
      ready(promised);
    };
    work().catch((error: unknown) => say({ kind: 'failed', why: whyOf(error) }));
    return () => {
      gone = true;
    };
  }, [environment, attempt]);

  return (
    <Page>
      <PageTitle>{words.title}</PageTitle>
      <p>{words.what}</p>
      <Outcome state={state} />
      <div className="actions">
        {state.kind !== 'working' && (
          <Button onPress={() => setAttempt((n) => n + 1)}>
            {state.kind === 'failed' ? words.retry : words.again}
          </Button>
        )}
        <a href="./">{words.toCode}</a>
      </div>
    </Page>
  );
}

function Outcome({ state }: { readonly state: State }): ReactNode {
  const language = useLanguage();
  const words = PREPARE_WORDS[language];
  const label = useId();
  switch (state.kind) {
    case 'working': {
      const { done, total } = state;
      const known = total > 0;
      return (
        <div className="prepare-progress">
          <p id={label} role="status">
            {words.working}
          </p>
          <progress aria-labelledby={label} {...(known ? { value: done, max: total } : {})} />
          {known && <p>{words.progress(sizeInWords(done, language), sizeInWords(total, language))}</p>}
        </div>
      );
    }
    case 'ready': {
      const { sequences, bytes } = state.prepared;
      return (
        <>
          <Notice tone={state.appKept ? 'good' : 'warning'} announced>
            <p>
              <strong>{state.appKept ? words.ready : words.almost}</strong>
            </p>
            <p>
              {sequences === 0 ? words.nothing : words.readyWhat(sequences, sizeInWords(bytes, language))}
            </p>
          </Notice>
          {!state.appKept && (
            <Notice tone="warning">
              <p>{words.appNotKept}</p>
            </Notice>
          )}
          {state.promised !== true && (
            <Notice tone="info">
              <p>{state.promised === 'asking' ? words.asking : words.notPromised}</p>
            </Notice>
          )}
          <h2>{words.untilThen}</h2>
          <ul>
            {words.rules.map((rule) => (
              <li key={rule}>{rule}</li>
            ))}
          </ul>
        </>
      );
    }
    case 'failed':
      return (
        <Notice tone={state.why === 'busy' || state.why === 'unreachable' ? 'warning' : 'bad'} announced>
          <p>
            <strong>{words.failed[state.why].what}</strong>
          </p>
          <p>{words.failed[state.why].do}</p>
        </Notice>
      );
  }
}

function whyOf(error: unknown): Extract<State, { kind: 'failed' }>['why'] {
  if (error instanceof NotKeptError) return 'notKept';
  switch (troubleOf(error, 0).kind) {
    case 'unreachable':
      return 'unreachable';
    case 'busy':
      return 'busy';
    case 'unknown':
      return 'noCampaign';
    default:
      return 'wrong';
  }
}
