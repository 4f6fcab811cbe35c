/** What is wrong with a response, for people; `@cloison/qti` gives codes. */

import type { Words } from '@cloison/command/refusal';
import { type ResponseErrorCode, responseErrorCodes } from '@cloison/qti';

const FRENCH = {
  QTI_RESPONSE_SHAPE: 'pas un objet de réponses, ou une liste d’autre chose que des textes',
  QTI_RESPONSE_UNKNOWN: 'une réponse que l’item ne demande pas',
  QTI_RESPONSE_CARDINALITY: 'une liste là où il faut une seule valeur, ou l’inverse',
  QTI_RESPONSE_CHOICE: 'un choix ou une paire qui n’est pas proposé',
  QTI_RESPONSE_REPEATED: 'deux fois le même choix ou la même paire',
  QTI_RESPONSE_TOO_MANY: 'plus de choix ou de paires qu’il n’est permis',
  QTI_RESPONSE_TOO_LONG: 'un texte plus long que permis',
  QTI_RESPONSE_VALUE: 'une valeur qui n’est pas de son type, ou hors de ses bornes',
} as const satisfies Readonly<Record<ResponseErrorCode, string>>;

export const responseErrorWords = Object.fromEntries(
  (Object.keys(FRENCH) as ResponseErrorCode[]).map((code) => [
    code,
    { fr: FRENCH[code], en: responseErrorCodes[code] },
  ]),
) as Readonly<Record<ResponseErrorCode, Words>>;
