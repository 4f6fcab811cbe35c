/** One sequence, from its instructions to its receipt. */
import { Banner, Button, Notice } from '@cloison/theme';
import {
  type ReactNode,
  startTransition,
  useCallback,
  useDeferredValue,
  useEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react';
import type { Environment } from '../browser/environment.ts';
import type { Comfort } from '../comfort/comfort.ts';
import type { LoadedAssets } from '../item/content/assets.ts';
import type { CustomParts } from '../item/content/ItemContext.tsx';
import { APP_VERSION } from '../sitting/app-version.ts';
import type { LiveSitting } from '../sitting/live-sitting.ts';
import { type OpenedSequence, openSequence, type TicketSequence } from '../sitting/open-sequence.ts';
import { isUnknownCode, type SignedIn } from '../sitting/sign-in.ts';
import { useLanguage, useWords } from '../words/WordsContext.tsx';
import { AnsweringScreen } from './AnsweringScreen.tsx';
import { CodeEndNotice } from './CodeEndNotice.tsx';
import { InstructionsScreen } from './InstructionsScreen.tsx';
import {
  ConflictDialog,
  ElsewhereScreen,
  EndingScreen,
  ReviewScreen,
  UnsentScreen,
} from './later-screens.ts';
import { Page, PageTitle } from './Page.tsx';
import { loadFiles } from './sequence-files.ts';
import { isCodeEnd, type Trouble, troubleOf, troubleWords } from './trouble.ts';
import { allClosed } from './use-all-closed.ts';
import { useAssets } from './use-assets.ts';
import { Waiting } from './Waiting.tsx';

export interface SequenceScreenProps {
  /** Shown as long as no item is. */
  readonly head: ReactNode;
  readonly environment: Environment;
  /** Whether this browser keeps what is answered, as it is now. */
  readonly storage: Environment['storage'];
  readonly signed: SignedIn;
  readonly sequence: TicketSequence;
  readonly comfort: Comfort;
  readonly onComfort: (comfort: Comfort) => void;
  readonly onBack: () => void;
  readonly onOther: (sequence: TicketSequence) => void;
  /** The code is no longer valid: to the page where another is typed. */
  readonly onNewCode: () => void;
}

interface Loaded extends OpenedSequence {
  readonly assets: LoadedAssets;
  readonly custom: CustomParts;
}

export function SequenceScreen(props: SequenceScreenProps) {
  const { head, environment, signed, sequence, onBack, onNewCode } = props;
  const words = useWords();
  const language = useLanguage();
  const [loaded, setLoaded] = useState<Loaded | null>(null);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const [attempt, setAttempt] = useState(0);

  // biome-ignore lint/correctness/useExhaustiveDependencies: `attempt` is how a person asks again
  useEffect(() => {
    let gone = false;
    let release = () => undefined as undefined;
    setTrouble(null);
    const open = async () => {
      const [sitting, files] = await Promise.allSettled([
        openSequence(signed, sequence, {
          app: APP_VERSION,
          now: environment.now,
          later: environment.later,
          afterDrawing: (run) => void environment.later(0, run),
        }),
        loadFiles(signed, sequence),
      ]);
      release = () => {
        if (sitting.status === 'fulfilled') sitting.value.live.stop();
        if (files.status === 'fulfilled') files.value.assets.release();
        return undefined;
      };
      if (sitting.status === 'rejected' || files.status === 'rejected') {
        release();
        throw sitting.status === 'rejected' ? sitting.reason : (files as PromiseRejectedResult).reason;
      }
      const opened = sitting.value;
      const { assets, script } = files.value;
      const custom: CustomParts = {
        source: script,
        file: async (path) => assets.file(path),
        keepState: (responseId, state) => opened.live.keepState(responseId, state),
      };
      if (gone) release();
      else startTransition(() => setLoaded({ ...opened, assets, custom }));
    };
    open().catch((error: unknown) => {
      if (gone) return;
      setTrouble(
        isUnknownCode(error)
          ? { kind: allClosed(environment, signed, [sequence]) ? 'replacedAfter' : 'replaced' }
          : troubleOf(error, environment.wallMs() + signed.clockOffsetMs),
      );
    });
    return () => {
      gone = true;
      release();
    };
  }, [environment, signed, sequence, attempt]);

  useEffect(() => {
    if (trouble?.kind !== 'busy' && trouble?.kind !== 'opening') return;
    return environment.later(trouble.retryMs * (1 + Math.random()), () => setAttempt((n) => n + 1));
  }, [trouble, environment]);

  if (trouble !== null) {
    const said = troubleWords(trouble, words, language);
    const { kind } = trouble;
    return (
      <>
        {head}
        <Page>
          <PageTitle>{said.what}</PageTitle>
          <p>{said.do}</p>
          <div className="actions">
            <Button onPress={onBack}>{words.instructions.back}</Button>
            {kind === 'replaced' && (
              <Button variant="primary" onPress={onNewCode}>
                {words.replaced.newCode}
              </Button>
            )}
            {!isCodeEnd(kind) && (
              <Button variant="primary" onPress={() => setAttempt((n) => n + 1)}>
                {words.trouble.retry}
              </Button>
            )}
          </div>
        </Page>
      </>
    );
  }
  if (loaded === null) {
    return (
      <>
        {head}
        <Page takesFocus={false}>
          <h1 className="only-heard">{words.code.preparing}</h1>
          <Waiting>{words.code.preparing}</Waiting>
        </Page>
      </>
    );
  }
  return <LiveSequence {...props} loaded={loaded} />;
}

function LiveSequence({ loaded, ...props }: SequenceScreenProps & { readonly loaded: Loaded }) {
  const { environment, storage, signed, sequence, comfort, onComfort, onBack, onOther, onNewCode } = props;
  const { live, info, items, assets, custom } = loaded;
  const assetUrl = useAssets(assets, environment);
  const words = useWords();
  const state = useSyncExternalStore(
    useCallback((listener) => live.subscribe(listener), [live]),
    () => live.state,
  );
  // A screen is drawn in steps, between which the page answers.
  const phase = useDeferredValue(state.phase);
  const [goneOn, setGoneOn] = useState(false);
  usePageEvents(live);
  const { ended } = state;
  const ofThis = useMemo(() => [sequence], [sequence]);
  const skipped = useRef(false);
  // A pupil who comes back has read the instructions, and goes straight to the item.
  useEffect(() => {
    if (live.begun && live.state.phase === 'ready' && !live.state.elsewhere && !skipped.current) {
      skipped.current = true;
      live.begin();
    }
  }, [live]);

  return (
    <>
      {phase === 'ready' && props.head}
      {state.readOnly && <Banner tone="warning">{words.conflict.banner}</Banner>}
      {state.diverged && !goneOn && (
        <div className="over-page">
          <Notice tone="warning" announced>
            <p>{words.diverged}</p>
            <Button onPress={() => setGoneOn(true)}>{words.bar.understood}</Button>
          </Notice>
        </div>
      )}
      {ended !== null && (
        <div className="over-page">
          <CodeEndNotice
            environment={environment}
            signed={signed}
            ended={ended}
            sequences={ofThis}
            onNewCode={onNewCode}
            isAnswering
          />
        </div>
      )}
      {phaseScreen()}
      <ConflictDialog
        isOpen={state.save.kind === 'conflict' && !state.readOnly}
        failed={state.takeOverFailed}
        onTakeOver={() => live.takeOver()}
        onReadOnly={() => live.stayReadOnly()}
      />
    </>
  );

  function phaseScreen() {
    switch (phase) {
      case 'ready':
        return state.elsewhere ? (
          <ElsewhereScreen onGoOn={() => live.begin()} onBack={onBack} />
        ) : (
          <InstructionsScreen info={info} sequence={sequence} onBegin={() => live.begin()} onBack={onBack} />
        );
      case 'answering':
        return (
          <AnsweringScreen
            live={live}
            state={state}
            info={info}
            items={items}
            assetUrl={assetUrl}
            custom={custom}
            storage={storage}
            ticket={signed.ticket}
            comfort={comfort}
            onComfort={onComfort}
          />
        );
      case 'review':
        return <ReviewScreen live={live} state={state} info={info} items={items} storage={storage} />;
      case 'routing':
        return (
          <Page takesFocus={false}>
            <h1 className="only-heard">{words.code.preparing}</h1>
            <Waiting>{words.code.preparing}</Waiting>
          </Page>
        );
      case 'closing':
        return <UnsentScreen environment={environment} signed={signed} live={live} state={state} />;
      case 'finished':
      case 'late':
        return (
          <EndingScreen
            environment={environment}
            signed={signed}
            sequence={sequence}
            state={state}
            onOther={onOther}
            onNewCode={onNewCode}
          />
        );
    }
  }
}

/** Saves when the page may be closed, and tries again when the network is back. */
function usePageEvents(live: LiveSitting): void {
  useEffect(() => {
    const flush = () => {
      live.flush();
      if (document.visibilityState === 'visible') live.check();
    };
    const online = () => live.retryNow();
    const beforeUnload = (event: BeforeUnloadEvent) => {
      live.flush();
      if (!live.settled) event.preventDefault();
    };
    window.addEventListener('pagehide', flush);
    document.addEventListener('visibilitychange', flush);
    window.addEventListener('online', online);
    window.addEventListener('beforeunload', beforeUnload);
    return () => {
      window.removeEventListener('pagehide', flush);
      document.removeEventListener('visibilitychange', flush);
      window.removeEventListener('online', online);
      window.removeEventListener('beforeunload', beforeUnload);
    };
  }, [live]);
}
