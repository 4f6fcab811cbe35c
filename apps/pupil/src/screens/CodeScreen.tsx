/** The first screen: a code, checked before anything is sent. Whatever goes wrong, the code stays in its field. */
import { type LeftBehind, leftBehind, UnreachableError } from '@cloison/client';
import { argon2id, prepareArgon2 } from '@cloison/client/browser';
import { codeLength, groupCode, normaliseCode, parseCode } from '@cloison/protocol';
import { Button, CodeField, type CodeRules, type CodeVerdict, codeVerdict, Notice } from '@cloison/theme';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { Environment } from '../browser/environment.ts';
import { canScan } from '../browser/qr-scanner.ts';
import { type SignedIn, signIn } from '../sitting/sign-in.ts';
import type { Words } from '../words/catalogue.ts';
import { useLanguage, useWords } from '../words/WordsContext.tsx';
import { LeftBehindNotice, QrDialog } from './later-screens.ts';
import { loadSittingScreens } from './later-sitting.ts';
import { Page } from './Page.tsx';
import { MissingPartError, type Trouble, troubleOf, troubleWords } from './trouble.ts';
import { Waiting } from './Waiting.tsx';

const RULES: CodeRules = {
  normalise: normaliseCode,
  group: (typed) => groupCode(typed, 'pupil'),
  length: codeLength('pupil'),
  parse: (typed) => parseCode(typed, 'pupil'),
};

/** Then the page says that the platform is slow. */
const SLOW_MS = 5_000;
const WARM_AGAIN_MS = 540_000;

export interface CodeScreenProps {
  readonly environment: Environment;
  /** The code that was typed before is no longer valid. */
  readonly isNew: boolean;
  readonly onSignedIn: (signed: SignedIn) => void;
}

export function CodeScreen({ environment, isNew, onSignedIn }: CodeScreenProps) {
  const words = useWords();
  const language = useLanguage();
  const [typed, setTyped] = useState('');
  const [checking, setChecking] = useState(false);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const [scanner, setScanner] = useState<'none' | 'offered' | 'open'>('none');
  const [isSlow, setSlow] = useState(false);
  const [left, setLeft] = useState<readonly LeftBehind[]>([]);
  const partMissed = useRef(false);
  const good = codeVerdict(typed, RULES).kind === 'good';

  useEffect(() => {
    void environment.warm();
    // Safari forgets a preflight after ten minutes.
    const timer = setInterval(() => void environment.warm(), WARM_AGAIN_MS);
    return () => clearInterval(timer);
  }, [environment]);

  useEffect(() => {
    prepareArgon2();
    void canScan().then((can) => setScanner(can ? 'offered' : 'none'));
  }, []);

  useEffect(() => {
    setSlow(false);
    return checking ? environment.later(SLOW_MS, () => setSlow(true)) : undefined;
  }, [checking, environment]);

  // A code that was typed and refused has sent what is its own.
  useEffect(() => {
    if (!checking) leftBehind(environment.store).then(setLeft, () => undefined);
  }, [checking, environment]);

  const submit = useCallback(
    async (code: string) => {
      setChecking(true);
      setTrouble(null);
      try {
        const signed = await signIn(code, argon2id, environment, environment.wallMs);
        await loadSittingScreens().catch((error: unknown) => {
          const isAgain = partMissed.current;
          partMissed.current = true;
          throw isAgain ? new MissingPartError() : new UnreachableError(error);
        });
        onSignedIn(signed);
      } catch (error) {
        setTrouble(troubleOf(error, environment.wallMs()));
      } finally {
        setChecking(false);
      }
    },
    [environment, onSignedIn],
  );

  useEffect(() => {
    if (trouble?.kind !== 'busy') return;
    // Spread by chance, so that not everybody tries again at the same moment.
    return environment.later(trouble.retryMs * (1 + Math.random()), () => void submit(typed));
  }, [trouble, environment, submit, typed]);

  const title = isNew ? words.code.newTitle : words.code.title;
  const said = trouble === null ? null : troubleWords(trouble, words, language);
  return (
    <Page takesFocus={false}>
      <h1 className="only-heard">{title}</h1>
      <form
        className="code-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (good && !checking) void submit(typed);
        }}
      >
        <CodeField
          label={title}
          help={words.code.help}
          placeholder={words.code.placeholder}
          value={typed}
          onChange={(next) => {
            setTyped(next);
            setTrouble(null);
          }}
          rules={RULES}
          say={(verdict) => say(verdict, words)}
          autoFocus
          onSubmit={() => {
            if (good && !checking) void submit(typed);
          }}
        />
        {isStaffCode(typed) && (
          <Notice tone="info" announced>
            <p>{words.code.staff}</p>
            <a href="./ecole/">{words.code.staffLink}</a>
          </Notice>
        )}
        {said !== null && (
          <Notice
            tone={/^(?:notYet|busy|sentBeside)$/.test(trouble?.kind ?? '') ? 'warning' : 'bad'}
            announced
            scrolledTo
          >
            <p>
              <strong>{said.what}</strong>
            </p>
            <p>{said.do}</p>
          </Notice>
        )}
        <div className="actions">
          {scanner !== 'none' && (
            <Button icon="code" onPress={() => setScanner('open')}>
              {words.code.scan}
            </Button>
          )}
          <Button
            type="submit"
            variant="primary"
            size="large"
            isDisabled={!good || checking}
            iconAfter="next"
          >
            {trouble?.kind === 'unreachable' || trouble?.kind === 'part'
              ? words.trouble.retry
              : words.code.start}
          </Button>
          {trouble?.kind === 'part' && (
            <Button onPress={() => location.reload()}>{words.trouble.reload}</Button>
          )}
        </div>
      </form>
      {checking && <Waiting>{isSlow ? words.code.slow : words.code.checking}</Waiting>}
      {environment.storage === 'memory' && (
        <Notice tone="warning">
          <p>{words.code.memoryOnly}</p>
        </Notice>
      )}
      {left.length > 0 && <LeftBehindNotice campaign={environment.campaign} left={left} />}
      {scanner === 'open' && (
        <QrDialog
          accept={(text) => codeVerdict(text, RULES).kind === 'good'}
          onClose={() => setScanner('offered')}
          onScanned={(text) => {
            setScanner('offered');
            setTyped(RULES.group(text));
            void submit(text);
          }}
        />
      )}
    </Page>
  );
}

function say(verdict: CodeVerdict, { code }: Words): string | null {
  switch (verdict.kind) {
    case 'empty':
      return null;
    case 'partial':
      return code.count(verdict.typed, verdict.length);
    case 'symbol':
      return code.wrongSymbol(verdict.position, verdict.symbol);
    case 'too-long':
      return code.tooLong(verdict.typed, verdict.length);
    case 'check':
      return code.check;
    case 'good':
      return code.good;
  }
}

function isStaffCode(typed: string): boolean {
  if (normaliseCode(typed).length !== codeLength('staff')) return false;
  return codeVerdict(typed, { ...RULES, parse: (text) => parseCode(text, 'staff') }).kind === 'good';
}
