/** The code of a member of staff: one field, and for each thing that may go wrong, what to do. */
import type { SessionOptions } from '@cloison/client';
import { argon2id, prepareArgon2 } from '@cloison/client/browser';
import { codeLength, groupCode, type Keyring, normaliseCode, parseCode } from '@cloison/protocol';
import {
  Button,
  CodeField,
  type CodeRules,
  type CodeVerdict,
  IdentityLogo,
  LanguageSwitch,
  Notice,
} from '@cloison/theme';
import { useEffect, useState } from 'react';
import type { AreaDesk } from '../desk/area-desk.ts';
import { type Desk, ReplacedCodeError, type SignInFailure, signIn, signInFailure } from '../desk/desk.ts';
import { useTitle } from '../live/hooks.ts';
import { useSpeech } from '../words/language.tsx';
import type { Words } from '../words/words.ts';

export type SignedOutReason = 'fresh' | 'signedOut' | 'locked';

const RULES: CodeRules = {
  normalise: normaliseCode,
  group: (typed) => groupCode(typed, 'staff'),
  length: codeLength('staff'),
  parse: (typed) => parseCode(typed, 'staff'),
};

export interface SignInProps {
  readonly campaign: string | null;
  readonly environment: SessionOptions | null;
  readonly reason: SignedOutReason;
  readonly onDesk: (desk: Desk | AreaDesk) => void;
}

export function SignIn({ campaign, environment, reason, onDesk }: SignInProps) {
  const { words, language, setLanguage, dateTime } = useSpeech();
  const [typed, setTyped] = useState('');
  const [busy, setBusy] = useState(false);
  /** The code was sent before the browser's store was open. */
  const [isAwaited, setIsAwaited] = useState(false);
  const [failure, setFailure] = useState<SignInFailure | null>(null);
  /** Of a code that was typed here and is known no more: the new one goes on from what it could not send. */
  const [replaced, setReplaced] = useState<readonly Keyring[]>([]);
  const hasPupilPage = useHasPupilPage(environment);
  useTitle(words.appName);
  useEffect(prepareArgon2, []);

  const enter = async () => {
    if (busy) return;
    setIsAwaited(environment === null);
    if (environment === null) return;
    let code: ReturnType<typeof parseCode>;
    try {
      code = parseCode(typed, 'staff');
    } catch {
      return;
    }
    setBusy(true);
    setFailure(null);
    try {
      const desk = await signIn(code, argon2id, environment, replaced);
      setTyped('');
      onDesk(desk);
    } catch (error) {
      setBusy(false);
      if (error instanceof ReplacedCodeError) setReplaced(error.keyrings);
      setFailure(signInFailure(error));
    }
  };
  useEffect(() => {
    if (isAwaited && environment !== null) void enter();
  });

  return (
    <div className="sign-in-page">
      <header className="sign-in-head">
        <IdentityLogo />
        <p className="sign-in-campaign">{words.appName}</p>
        <LanguageSwitch
          language={language}
          names={{ fr: 'Français', en: 'English' }}
          onChange={setLanguage}
        />
      </header>
      <main className="sign-in">
        <h1>{words.signIn.title}</h1>
        {reason === 'locked' && <Notice tone="info">{words.signIn.locked}</Notice>}
        {reason === 'signedOut' && <Notice tone="good">{words.signIn.signedOut}</Notice>}
        {campaign === null ? (
          <Notice tone="bad">{words.signIn.wrongPage}</Notice>
        ) : (
          <form
            onSubmit={(event) => {
              event.preventDefault();
              void enter();
            }}
          >
            <CodeField
              label={words.signIn.label}
              help={words.signIn.help}
              value={typed}
              onChange={(grouped) => {
                setTyped(grouped);
                setFailure(null);
              }}
              rules={RULES}
              say={(verdict) => sayVerdict(verdict, words)}
              isDisabled={busy}
              // A field that is disabled loses the focus: it comes back with the refusal.
              autoFocus={!busy}
              onSubmit={() => void enter()}
            />
            {failure !== null && (
              <Notice tone="bad" announced scrolledTo>
                <p>{sayFailure(failure, words, dateTime)}</p>
              </Notice>
            )}
            <Button type="submit" variant="primary" size="large" isDisabled={busy || isAwaited}>
              {busy || isAwaited ? words.signIn.checking : words.signIn.go}
            </Button>
          </form>
        )}
        <p className="sign-in-privacy">{words.signIn.privacy}</p>
        {hasPupilPage && (
          <p>
            <a href="../">{words.signIn.pupilPage}</a>
          </p>
        )}
      </main>
    </div>
  );
}

/**
 * Whether pupils answer on screen. Nobody signed the card that says so, and nothing else of it is shown: its words would be the
 * host's.
 */
function useHasPupilPage(environment: SessionOptions | null): boolean {
  const [online, setOnline] = useState(false);
  useEffect(() => {
    let current = true;
    environment?.api.card().then(
      (loaded) => current && setOnline(loaded.online),
      () => undefined,
    );
    return () => {
      current = false;
    };
  }, [environment]);
  return online;
}

function sayVerdict(verdict: CodeVerdict, { signIn }: Words): string | null {
  switch (verdict.kind) {
    case 'empty':
      return null;
    case 'partial':
      return signIn.partial(verdict.typed, verdict.length);
    case 'symbol':
      return signIn.symbol(verdict.position, verdict.symbol);
    case 'too-long':
      return signIn.tooLong(verdict.length);
    case 'check':
      return signIn.check;
    case 'good':
      return signIn.good;
  }
}

function sayFailure(failure: SignInFailure, { signIn }: Words, date: (ms: number) => string): string {
  switch (failure.kind) {
    case 'closed': {
      const { opensMs, closesMs } = failure;
      return signIn.closed(
        opensMs === null ? null : date(opensMs),
        closesMs === null ? null : date(closesMs),
      );
    }
    case 'unknown':
      return failure.unsent === null ? signIn.unknown : signIn.replaced(failure.unsent);
    default:
      return signIn[failure.kind];
  }
}
