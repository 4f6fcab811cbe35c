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
  [/CONN\w*REFUSED/, 'nobody-there'],
  [/^(?:ENOTFOUND|EAI_)|NAME_NOT_RESOLVED|UNKNOWN_HOST/, 'name-unknown'],
  [
    /^(?:EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL)$|INTERNET_DISCONNECTED|ADDRESS_UNREACHABLE|UNSAFE_PORT/,
    'no-way',
  ],
  [/TIMEOUT|TIMED_?OUT/, 'too-late'],
  [/CERT|UNABLE_TO_|ALTNAME/, 'certificate'],
  [/^EPROTO$|^ERR_SSL_|SSL_ERROR/, 'no-tls'],
  [
    /^(?:ECONNRESET|EPIPE|UND_ERR_SOCKET|UND_ERR_ABORTED)$|CONNECTION_(?:RESET|CLOSED)|EMPTY_RESPONSE|NET_RESET/,
    'cut',
  ],
  [/REDIRECT/, 'led-elsewhere'],
  [/^HPE_|^UND_ERR_|INVALID_HTTP|HTTP_RESPONSE|RESPONSE_HEADERS/, 'no-http'],
];

/** Of causes without a code: those of the Fetch standard. */
const BY_WORDS: Readonly<Record<string, NoAnswer>> = {
  'unexpected redirect': 'led-elsewhere',
  'bad port': 'no-way',
};

/** `error`: what `fetch`, Node or a browser that was driven threw, or reading a body. */
export function whyNoAnswer(error: unknown): NoAnswer {
  if (!(error instanceof Error)) return 'unreadable';
  const cause = error.cause instanceof Error ? error.cause : error;
  if (error.name === 'TimeoutError' || cause.name === 'TimeoutError') return 'too-late';
  const code =
    'code' in cause && typeof cause.code === 'string'
      ? cause.code
      : (/\b(?:net::(ERR_\w+)|(NS_ERROR_\w+))/.exec(cause.message)?.slice(1).find(Boolean) ?? null);
  if (code === null)
    return BY_WORDS[cause.message] ?? (cause.name === 'HTTPParserError' ? 'no-http' : 'unreadable');
  return BY_CODE.find(([pattern]) => pattern.test(code))?.[1] ?? 'unreadable';
}
