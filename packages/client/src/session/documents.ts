/** Every document that browsers open: the name under which it is sealed, and the strict parser of its body. */
import {
  parseAreaKeyring,
  parseAreaParticipation,
  parseAreaReport,
  parseClassParticipation,
  parseClassReport,
  parseDeskAnswers,
  parseEntryBase,
  parseKeyring,
  parseNotices,
  parseRoster,
  parseSchoolParticipation,
  parseSchoolReport,
  parseSlips,
  parseTicket,
  type SealedDocument,
} from '@cloison/protocol';

export interface DocumentReader<T> {
  /** As documents are named in protocol 1. A name that ends in a slash begins the names of several. */
  readonly name: string;
  /** Throws `message-invalid`. */
  readonly parse: (body: unknown) => T;
}

/** By kind. A kind that the protocol adds does not compile until it can be read here. */
export const DOCUMENTS = {
  ticket: { name: 'ticket', parse: parseTicket },
  keyring: { name: 'keyring', parse: parseKeyring },
  'area-keyring': { name: 'keyring', parse: parseAreaKeyring },
  roster: { name: 'roster', parse: parseRoster },
  'class-participation': { name: 'participation', parse: parseClassParticipation },
  'school-participation': { name: 'participation', parse: parseSchoolParticipation },
  'area-participation': { name: 'participation/', parse: parseAreaParticipation },
  'class-report': { name: 'report/class', parse: parseClassReport },
  'school-report': { name: 'report/school', parse: parseSchoolReport },
  'area-report': { name: 'report/area', parse: parseAreaReport },
  slips: { name: 'slips/', parse: parseSlips },
  'desk-answers': { name: 'desk/answers', parse: parseDeskAnswers },
  notices: { name: 'desk/notices', parse: parseNotices },
  'entry-base': { name: 'entry-base', parse: parseEntryBase },
} as const satisfies {
  readonly [K in SealedDocument['kind']]: DocumentReader<Extract<SealedDocument, { readonly kind: K }>>;
};
