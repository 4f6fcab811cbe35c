import { EXIT, refusals } from '@cloison/command/refusal';

export const refuseAreas = refusals({
  'areas-invalid': {
    exit: EXIT.refused,
    fr: '{count} problème(s) dans le fichier. Aucun territoire n’a été déclaré.',
    en: '{count} problem(s) in the file. No area was declared.',
  },
  'areas-left': {
    exit: EXIT.refused,
    fr: 'Ces territoires ont un code et manquent dans le fichier : {list}. Rien n’a été changé.',
    en: 'These areas have a code and are not in the file: {list}. Nothing was changed.',
  },
  'areas-released': {
    exit: EXIT.refused,
    fr: 'Des chiffres sont déjà diffusés : un territoire ne change plus, car ses chiffres d’avant et d’après révéleraient les écoles qui arrivent ou partent.',
    en: 'Figures were released already: no area changes any more, since its figures before and after would reveal the schools that came or went.',
  },
  'area-unknown': {
    exit: EXIT.refused,
    fr: 'Il n’y a pas de territoire « {area} ». « cloison areas list » les montre tous.',
    en: 'There is no area “{area}”. “cloison areas list” shows all of them.',
  },
  'area-empty': {
    exit: EXIT.refused,
    fr: 'Le territoire « {area} » n’a aucune école de cette campagne : il n’y a rien à en dire.',
    en: 'Area “{area}” has no school of this campaign: there is nothing to tell of it.',
  },
});
