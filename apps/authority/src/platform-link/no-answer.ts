/** Why no answer came, or none that can be read, in words for whoever runs the command: codes of Node and of its libraries say it to nobody else. */
import type { Words } from '@cloison/command/refusal';

export type NoAnswer =
  | 'nobody-there'
  | 'name-unknown'
  | 'no-way'
  | 'too-late'
  | 'cut'
  | 'certificate'
  | 'no-tls'
  | 'led-elsewhere'
  | 'no-http'
  | 'unreadable';

export const NO_ANSWER: Readonly<Record<NoAnswer, Words>> = {
  'nobody-there': { fr: 'rien n’écoute à cette adresse', en: 'nothing listens at that address' },
  'name-unknown': { fr: 'le réseau ne connaît pas ce nom', en: 'the network does not know that name' },
  'no-way': { fr: 'le réseau n’y mène pas', en: 'the network does not lead there' },
  'too-late': { fr: 'pas de réponse à temps', en: 'no answer in time' },
  cut: { fr: 'connexion coupée', en: 'the connection was cut' },
  certificate: {
    fr: 'son certificat n’est pas valable pour cette adresse',
    en: 'its certificate is not valid for that address',
  },
  'no-tls': { fr: 'elle n’y parle pas https', en: 'it does not speak https there' },
  'led-elsewhere': { fr: 'elle renvoie à une autre adresse', en: 'it leads to another address' },
  'no-http': { fr: 'sa réponse n’est pas du HTTP', en: 'what it answers is not HTTP' },
  unreadable: { fr: 'réponse illisible', en: 'the answer can’t be read' },
};

/** By the code of the cause, the first that matches. */
const BY_CODE: readonly (readonly [RegExp, NoAnswer])[] = [
  [/^ECONNREFUSED$/, 'nobody-there'],
  [/^(?:ENOTFOUND|EAI_)/, 'name-unknown'],
  [/^(?:EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL)$/, 'no-way'],
  [/^(?:ETIMEDOUT|UND_ERR_\w*TIMEOUT)$/, 'too-late'],
  [/^(?:ECONNRESET|EPIPE|UND_ERR_SOCKET|UND_ERR_ABORTED)$/, 'cut'],
  [/CERT|UNABLE_TO_|ALTNAME/, 'certificate'],
  [/^(?:EPROTO|ERR_SSL_)/, 'no-tls'],
  [/^(?:HPE_|UND_ERR_)/, 'no-http'],
];

/** Of causes without a code: those of the Fetch standard. */
const BY_WORDS: Readonly<Record<string, NoAnswer>> = {
  'unexpected redirect': 'led-elsewhere',
  'bad port': 'no-way',
};

/** `error`: what `fetch` threw, or reading its body. */
export function whyNoAnswer(error: unknown): NoAnswer {
  if (!(error instanceof Error)) return 'unreadable';
  if (error.name === 'TimeoutError') return 'too-late';
  const { cause } = error;
  if (!(cause instanceof Error)) return 'unreadable';
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : null;
  if (code === null)
    return BY_WORDS[cause.message] ?? (cause.name === 'HTTPParserError' ? 'no-http' : 'unreadable');
  return BY_CODE.find(([pattern]) => pattern.test(code))?.[1] ?? 'unreadable';
}
