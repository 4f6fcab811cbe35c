/**
 * A portable custom interaction: its module in a frame of opaque origin, two pages below this one (`item/custom/frame`). The
 * module gets what the item says and this pupil's answer to it, and gives answers back; nothing that it does can keep the
 * pupil from the next question, as long as the browser runs it in a process of its own (docs/qti.md).
 */
import './own.css';
import type { PortableCustomInteraction } from '@cloison/qti/delivery';
import { Button } from '@cloison/theme';
import { useEffect, useRef, useState } from 'react';
import { useLanguage, useWords } from '../../words/WordsContext.tsx';
import { useItem, useResponse } from '../content/ItemContext.tsx';
import { contentFiles } from '../custom/content-files.ts';
import { type Look, type Start, VERSION } from '../custom/messages.ts';
import { type LinkState, ModuleLink } from '../custom/module-link.ts';
import { fieldName } from './naming.ts';
import { OWN_WORDS } from './own-words.ts';
import { Question } from './Question.tsx';

/** Served with the page, with a policy of its own. */
const FRAME_PAGE = './module-frame.html';

export function CustomField({ interaction }: { readonly interaction: PortableCustomInteraction }) {
  const { item, readOnly, custom, states } = useItem();
  const { value, answer } = useResponse(interaction.responseId);
  const words = useWords();
  const language = useLanguage();
  const own = OWN_WORDS[language];
  const frame = useRef<HTMLIFrameElement>(null);
  const link = useRef<ModuleLink | null>(null);
  const after = useRef<HTMLParagraphElement>(null);
  const before = useRef<HTMLButtonElement>(null);
  const [state, setState] = useState<LinkState | { readonly kind: 'missing' | 'hung' }>({ kind: 'opening' });
  const [attempt, setAttempt] = useState(0);
  const { responseId, module } = interaction;
  const name = fieldName(item, interaction, words);
  const itemLanguage = item.language === 'und' ? language : item.language;
  // What the module is begun with: what it answers later does not begin it again.
  const latest = useRef({ value, state: states?.[responseId] ?? null, answer, custom });
  latest.current = { value, state: states?.[responseId] ?? null, answer, custom };

  useEffect(() => {
    const { current: page } = frame;
    if (page === null) return;
    if (attempt === 0 && hasHung(module)) return setState({ kind: 'hung' });
    let gone = false;
    setState({ kind: 'opening' });
    const look = currentLook();
    const opened = openLink(page, {
      interaction,
      start: async () => {
        const { value: held, state: kept, custom: given } = latest.current;
        const scripts = await Promise.all(
          interaction.modules.map(async (one) => ({
            module: one,
            source: (await given?.source(one)) ?? null,
          })),
        );
        const all = scripts.flatMap(({ module: one, source }) =>
          source === null ? [] : { module: one, source },
        );
        if (all.length < scripts.length) return null;
        const files = await contentFiles(interaction.markup, (path) => given?.file(path) ?? null);
        const response = item.responses.find(({ id }) => id === responseId);
        if (response === undefined) return null;
        const { typeIdentifier, properties, markup, maxState } = interaction;
        return {
          v: VERSION,
          kind: 'start',
          module,
          typeIdentifier,
          scripts: all,
          properties,
          markup,
          files,
          response,
          value: held,
          state: kept,
          maxState,
          language: itemLanguage,
          title: name,
          readOnly,
          look,
        };
      },
      title: name,
      language: itemLanguage,
      onLink: (made) => {
        link.current = made;
      },
      onMissing: () => !gone && setState({ kind: 'missing' }),
      onState: (next) => {
        if (!gone) setState(next);
      },
      onAnswer: (said, kept) => {
        latest.current.custom?.keepState(responseId, kept);
        latest.current.answer(said);
      },
      onLeave: (forward) => (forward ? after : before).current?.focus(),
    });
    // Larger text, contrast, another language: begun again with what was answered.
    const appearance = new MutationObserver(() => {
      if (JSON.stringify(currentLook()) !== JSON.stringify(look)) setAttempt((n) => n + 1);
    });
    appearance.observe(document.documentElement, { attributes: true });
    markRunning(module, true);
    const leave = () => markRunning(module, false);
    window.addEventListener('pagehide', leave);
    return () => {
      gone = true;
      leave();
      window.removeEventListener('pagehide', leave);
      appearance.disconnect();
      opened();
      link.current = null;
    };
  }, [interaction, attempt, readOnly, item, itemLanguage, module, name, responseId]);

  const again = () => {
    setState({ kind: 'opening' });
    setAttempt((n) => n + 1);
  };
  const isGone = state.kind === 'given-up' || state.kind === 'missing' || state.kind === 'hung';
  const isReady = state.kind === 'ready';
  return (
    <Question interaction={interaction}>
      {isGone ? (
        <div className="own-gone" role="status">
          <p>{state.kind === 'missing' ? own.missing : own.gone}</p>
          <Button onPress={again}>{own.again}</Button>
        </div>
      ) : (
        <p className="own-enter">
          <button
            ref={before}
            type="button"
            className="only-heard own-skip"
            onClick={() => link.current?.focus()}
          >
            {own.enter}
          </button>
        </p>
      )}
      {/* What was given up goes with its frame. */}
      {!isGone && (
        <iframe
          key={attempt}
          ref={frame}
          className="own-frame"
          title={name}
          data-state={state.kind}
          inert={readOnly}
          referrerPolicy="no-referrer"
          height={isReady ? state.height : 160}
        />
      )}
      {state.kind === 'opening' && (
        <p className="item-hint" role="status">
          {own.opening}
        </p>
      )}
      {isReady && state.faulty && (
        <div className="own-gone" role="status">
          <p>{own.faulty}</p>
          <Button onPress={again}>{own.again}</Button>
        </div>
      )}
      {isReady && (
        <p ref={after} className="item-hint" tabIndex={-1}>
          <span className="only-heard">{own.after}. </span>
          {own.help}
        </p>
      )}
    </Question>
  );
}

interface Opened {
  readonly interaction: PortableCustomInteraction;
  /** Null: a module could not be loaded. */
  readonly start: () => Promise<Start | null>;
  readonly title: string;
  readonly language: string;
  readonly onLink: (link: ModuleLink) => void;
  readonly onMissing: () => void;
  readonly onState: (state: LinkState) => void;
  readonly onAnswer: ConstructorParameters<typeof ModuleLink>[0]['onAnswer'];
  readonly onLeave: (forward: boolean) => void;
}

/** Loads the frame's page and hands the module over; returns what ends it. */
function openLink(page: HTMLIFrameElement, opened: Opened): () => void {
  const { interaction, start, title, language, onLink, onMissing, onState, onAnswer, onLeave } = opened;
  let ended = false;
  let link: ModuleLink | null = null;
  const hear = ({ source, data }: MessageEvent) => {
    const stage = page.contentWindow;
    if (link === null || stage === null || source === null) return;
    if (source === stage) {
      if (data?.kind === 'stage') handOver(stage, link);
      else if (data?.kind === 'flood') link.fail('flood');
    } else if (source === stage[0]) link.hearStray();
  };
  const handOver = (stage: Window, to: ModuleLink) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => to.hear(data);
    to.begin(port1);
    stage.postMessage({ v: VERSION, kind: 'open', title, language }, location.origin, [port2]);
  };
  start()
    .then((ready) => {
      if (ended) return;
      if (ready === null) return onMissing();
      const { response } = ready;
      const { maxLength, maxState } = interaction;
      link = new ModuleLink({
        start: ready,
        bounds: { response, maxLength, maxState },
        now: () => performance.now(),
        later: (ms, run) => {
          const timer = setTimeout(run, ms);
          return () => clearTimeout(timer);
        },
        isShown: () => document.visibilityState === 'visible',
        onState,
        onAnswer,
        onLeave,
      });
      onLink(link);
      window.addEventListener('message', hear);
      page.src = FRAME_PAGE;
    })
    .catch(() => {
      if (!ended) onMissing();
    });
  return () => {
    ended = true;
    window.removeEventListener('message', hear);
    link?.stop();
  };
}

/** Colours and size as the page has them now. */
function currentLook(): Look {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string, otherwise: string) => style.getPropertyValue(name).trim() || otherwise;
  return {
    fontSize: Number.parseFloat(style.fontSize) || 16,
    ink: colour('--text', '#1b1b1b'),
    paper: colour('--ground', '#ffffff'),
    accent: colour('--ink', '#1b2a6b'),
    line: colour('--line-strong', '#767676'),
    isDark: document.documentElement.dataset.theme === 'dark',
  };
}

/**
 * A module that never returns may stop this page with it, in browsers that run the frame in the page's process. Whoever loads
 * the page again then finds the mark, and the module is not begun unasked. It names the module and nothing of the pupil.
 */
const MARK = 'cloison module ';

function markRunning(module: string, isRunning: boolean): void {
  try {
    if (isRunning) sessionStorage.setItem(MARK + module, '1');
    else sessionStorage.removeItem(MARK + module);
  } catch {
    // No storage: it is begun again.
  }
}

function hasHung(module: string): boolean {
  try {
    return sessionStorage.getItem(MARK + module) !== null;
  } catch {
    return false;
  }
}
