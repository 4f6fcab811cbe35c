import { EXIT, refusals } from '../refusal.ts';

export const refuseVerify = refusals({
  'journal-broken': {
    exit: EXIT.damaged,
    fr: 'Le journal n’est pas intact. Première ligne concernée : {line} ({whyFr}).',
    en: 'The journal is not intact. First line concerned: {line} ({whyEn}).',
  },
  'journal-cut': {
    exit: EXIT.damaged,
    fr: 'Le journal a {lines} lignes qui se suivent, mais la ligne attendue ({hash}) n’y est pas : la fin a été coupée, ou c’est un autre journal.',
    en: 'The journal has {lines} lines in sequence, but the expected line ({hash}) is not among them: its end was cut off, or it is another journal.',
  },
  'journal-unreadable': {
    exit: EXIT.refused,
    fr: 'Le fichier {path} n’est pas lisible ({detail}).',
    en: 'The file {path} can’t be read ({detail}).',
  },
  'certificate-invalid': {
    exit: EXIT.damaged,
    fr: 'Le certificat {path} n’est pas valable : {detail}.',
    en: 'The certificate {path} is not valid: {detail}.',
  },
  'certificate-key': {
    exit: EXIT.damaged,
    fr: 'Le certificat {path} a été signé par une autre clé que {expected} : celle qui l’a signé est {found}.',
    en: 'The certificate {path} was signed by another key than {expected}: the one that signed it is {found}.',
  },
});
