/** What a closing can't reach, said as it is, with until when. */
import type { Localised } from '@cloison/protocol';
import { fromBase64Url, fromUtf8, parsePurgeStatement, type SignedStatement } from '@cloison/protocol/public';
import type { Certificate } from './certificate.ts';

/**
 * What a platform says when its operator has said nothing else (`DEFAULT_NOT_ERASED`, apps/platform), as its own words in
 * both languages; any other sentence is the operator's, and stays as it was written.
 */
const DEFAULT_SENTENCE: Localised = {
  en: "Copies that the operator or the host made of this machine's disks, until they expire, and blocks that a storage medium has set aside. All of it is sealed under keys that the platform never had.",
  fr: 'Les copies que l’exploitant ou l’hébergeur a faites des disques de cette machine, jusqu’à leur expiration, et les blocs qu’un support a mis de côté. Tout y est scellé sous des clés que la plateforme n’a jamais eues.',
};

function inBoth(sentence: string): Localised {
  return sentence === DEFAULT_SENTENCE.en ? DEFAULT_SENTENCE : { fr: sentence, en: sentence };
}

export function notDestroyed(
  purge: SignedStatement,
  copies: Certificate['destroyed']['copies'],
): Certificate['notDestroyed'] {
  const platform = parsePurgeStatement(JSON.parse(fromUtf8(fromBase64Url(purge.statement))));
  const operator = inBoth(platform.notErased);
  const left = copies.filter(({ outcome }) => outcome === 'unreachable');
  const absent = copies.filter(({ outcome }) => outcome === 'absent');
  return [
    ...left.map(({ path }) => ({
      code: 'key-copy',
      what: {
        fr: `Une copie enregistrée de la clé d’identité, hors d’atteinte : ${path}`,
        en: `A registered copy of the identity key, out of reach: ${path}`,
      },
      until: { fr: 'jusqu’à sa destruction à la main', en: 'until it is destroyed by hand' },
    })),
    ...absent.map(({ path }) => ({
      code: 'key-copy-absent',
      what: {
        fr: `Une copie enregistrée qui n’était plus à sa place : ${path}. Elle a pu être déplacée.`,
        en: `A registered copy that was no longer in its place: ${path}. It may have been moved.`,
      },
      until: { fr: 'jusqu’à sa destruction, si elle existe', en: 'until it is destroyed, if it exists' },
    })),
    {
      code: 'unregistered-copies',
      what: {
        fr: 'Toute copie de la clé d’identité faite sans l’enregistrer, et les octets qu’un support a mis de côté : enveloppés par la phrase secrète.',
        en: 'Any copy of the identity key made without registering it, and bytes that a medium has set aside: wrapped by the passphrase.',
      },
      until: { fr: 'sans terme connu', en: 'no known end' },
    },
    {
      code: 'paper',
      what: {
        fr: 'Le papier : étiquettes, lettres, cahiers.',
        en: 'Paper: slips, letters, booklets.',
      },
      until: { fr: 'selon les règles de chaque école', en: 'by the rules of each school' },
    },
    {
      code: 'school-prints',
      what: {
        fr: 'Les fiches de résultats que les écoles ont imprimées ou remises aux familles.',
        en: 'Results that schools have printed or given to families.',
      },
      until: { fr: 'selon les règles de chaque école', en: 'by the rules of each school' },
    },
    {
      code: 'platform-backups',
      what: {
        fr: `Sur la plateforme, selon son exploitant : ${operator.fr}`,
        en: `At the platform, in its operator's words: ${operator.en}`,
      },
      until: {
        fr: 'selon son exploitant ; scellé sous des clés qu’il n’a jamais eues',
        en: 'by its operator; sealed under keys that it never had',
      },
    },
    {
      code: 'vault-backups',
      what: {
        fr: 'Les sauvegardes du coffre : ce qui est personnel y est scellé sous la clé détruite.',
        en: 'Backups of the vault: what is personal in them is sealed under the destroyed key.',
      },
      until: { fr: 'selon l’autorité', en: 'by the authority' },
    },
    {
      code: 'cohort-keys',
      what: {
        fr: 'Les clés de suivi de cohorte : cette campagne n’en a pas.',
        en: 'Cohort keys: this campaign has none.',
      },
      until: { fr: 'sans objet', en: 'not applicable' },
    },
    {
      code: 'files-imported',
      what: {
        fr: 'Les fichiers que des personnes ont importés (listes d’élèves) ou exportés, hors du coffre.',
        en: 'Files that people imported (rosters) or exported, outside the vault.',
      },
      until: { fr: 'à détruire par qui les détient', en: 'to be destroyed by whoever holds them' },
    },
  ];
}
