import { EXIT, type Refusal, refusals } from '@cloison/command/refusal';
import { uaiLetter } from '../geography/uai.ts';

export const refuseCodes = refusals({
  'codes-short': {
    exit: EXIT.refused,
    fr: 'Il manque des codes : {pupil} pour les élèves, {staff} pour les adultes. Lancez d’abord « cloison codes mint », ou « cloison campaign prepare » qui fait tout.',
    en: 'Codes are missing: {pupil} for pupils, {staff} for staff. Run “cloison codes mint” first, or “cloison campaign prepare” which does all.',
  },
  'mint-long': {
    exit: EXIT.usage,
    fr: '{count} code(s) {count|prendrait|prendraient} environ {days} jour(s) sur cette machine. Est-ce le bon nombre ? Si oui, confirmez avec --yes. Rien n’a été créé.',
    en: '{count} code(s) would take about {days} day(s) on this machine. Is it the right number? If so, confirm with --yes. Nothing was minted.',
  },
  'roster-empty': {
    exit: EXIT.refused,
    fr: 'Il n’y a pas encore d’élèves : importez d’abord les écoles et les élèves (« cloison roster import »).',
    en: 'There are no pupils yet: import schools and pupils first (“cloison roster import”).',
  },
  'order-unknown': {
    exit: EXIT.refused,
    fr: 'Aucun élève présent n’a le numéro d’ordre {order}.',
    en: 'No pupil present has order number {order}.',
  },
  'order-no-code': {
    exit: EXIT.refused,
    fr: 'L’élève {order} n’a pas de code : à son niveau, les réponses sont saisies par l’enseignant.',
    en: 'Pupil {order} has no code: at that level a teacher enters the answers.',
  },
  'reserve-none': {
    exit: EXIT.refused,
    fr: 'L’école {uai} n’a plus de code de réserve. « cloison campaign prepare » en prévoit d’autres.',
    en: 'School {uai} has no reserve code left. “cloison campaign prepare” provides more.',
  },
  'school-unknown': {
    exit: EXIT.refused,
    fr: 'L’école {uai} n’est pas dans la campagne.{hintFr}',
    en: 'School {uai} is not in the campaign.{hintEn}',
  },
  'class-unknown': {
    exit: EXIT.refused,
    fr: 'L’école {uai} n’a pas de classe de ce nom. Les noms sont ceux du fichier importé.',
    en: 'School {uai} has no class of that name. Names are those of the imported file.',
  },
  'staff-unknown': {
    exit: EXIT.refused,
    fr: 'Personne n’a ce code : vérifiez l’école, la classe et le rang de l’enseignant.',
    en: 'Nobody has that code: check the school, the class and the teacher’s rank.',
  },
  'breach-unconfirmed': {
    exit: EXIT.usage,
    fr: 'Tous les codes de {scope} seront remplacés : étiquettes et lettres sont à refaire. Les passations continuent. Confirmez avec --yes.',
    en: 'Every code of {scope} will be replaced: slips and letters have to be made again. Sittings go on. Confirm with --yes.',
  },
});

/** `school-unknown`, which says so where the UAI was mistyped: its last letter follows from the digits. */
export function refuseSchool(uai: string): Refusal {
  const letter = uaiLetter(uai.slice(0, -1));
  const isWrong = !uai.endsWith(letter);
  return refuseCodes('school-unknown', {
    uai,
    hintFr: isWrong ? ` Sa lettre de contrôle est fausse (ce serait ${letter}) : vérifiez ses chiffres.` : '',
    hintEn: isWrong ? ` Its control letter is wrong (it would be ${letter}): check its digits.` : '',
  });
}
