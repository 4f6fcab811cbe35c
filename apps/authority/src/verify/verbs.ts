import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { addVerb, type Register } from '../cli/verb.ts';
import { sayIso } from '../said-time.ts';
import { refuseVerify } from './refusals.ts';
import { verifyCertificate } from './verify-certificate.ts';
import { verifyJournal, verifyJournalLines } from './verify-journal.ts';

export const registerVerifyJournal: Register = (room, context) => {
  addVerb(room, context, {
    name: 'journal',
    onCampaign: false,
    summary: {
      fr: 'suit la chaîne du journal : la première ligne modifiée, enlevée ou déplacée est nommée',
      en: 'follows the chain of the journal: the first line edited, removed or moved is named',
    },
    arguments: [
      [
        '[file]',
        {
          fr: 'lignes exportées ; sans lui, le journal du coffre',
          en: 'exported lines; without it, the vault’s journal',
        },
      ],
    ],
    options: [
      {
        flags: '--head <hash>',
        words: {
          fr: 'une empreinte qui doit y être (celle du certificat) : montre une fin coupée',
          en: 'a hash that must be there (the certificate’s): shows an end cut off',
        },
      },
    ],
    examples: ['cloison verify journal', 'cloison verify journal journal.jsonl --head 3f5a…'],
    run: async (session, options, [file]) => {
      const expected = typeof options.head === 'string' ? { hash: options.head.trim().toLowerCase() } : null;
      const verified =
        file === undefined
          ? verifyJournal(session.vaultToRead(), expected)
          : verifyJournalLines(await readLines(file), expected);
      session.print(
        session.say(
          {
            fr: 'Journal intact : {lines} lignes, du {first} au {last}. Dernière empreinte : {head}',
            en: 'Journal intact: {lines} lines, from {first} to {last}. Last hash: {head}',
          },
          {
            lines: verified.lines,
            first: verified.first === null ? '-' : sayIso(verified.first)[session.lang],
            last: verified.last === null ? '-' : sayIso(verified.last)[session.lang],
            head: verified.head ?? '-',
          },
        ),
      );
      return { ...verified };
    },
  });
};

async function readLines(path: string): Promise<string[]> {
  const lines: string[] = [];
  try {
    for await (const line of createInterface({
      input: createReadStream(path),
      crlfDelay: Number.POSITIVE_INFINITY,
    })) {
      lines.push(line);
    }
  } catch (error) {
    throw refuseVerify('journal-unreadable', { path, detail: (error as Error).message });
  }
  return lines;
}

export const registerVerifyCertificate: Register = (room, context) => {
  addVerb(room, context, {
    name: 'certificate',
    onCampaign: false,
    summary: {
      fr: 'vérifie un certificat de fermeture et la déclaration de la plateforme',
      en: 'checks a certificate of closing and the platform’s statement',
    },
    arguments: [['<file>', { fr: 'le certificat (JSON)', en: 'the certificate (JSON)' }]],
    options: [
      {
        flags: '--key <fingerprint>',
        words: {
          fr: 'empreinte de la clé de l’autorité, telle qu’elle a été publiée',
          en: 'fingerprint of the authority’s key, as it was published',
        },
        required: true,
      },
    ],
    examples: ['cloison verify certificate certificat.json --key "4F1C 09AB …"'],
    run: async (session, options, [file]) => {
      const { certificate, purge, key } = await verifyCertificate(file ?? '', String(options.key));
      session.print(
        session.say(
          {
            fr: 'Certificat valable. Campagne {campaign}, fermée le {at}. La plateforme a effacé {records} enregistrements et {documents} documents le {erased}. Ce qui n’a pas été détruit : {left} points, à lire dans le certificat.',
            en: 'The certificate is valid. Campaign {campaign}, closed on {at}. The platform erased {records} records and {documents} documents on {erased}. What was not destroyed: {left} points, to be read in the certificate.',
          },
          {
            campaign: certificate.campaign,
            at: sayIso(certificate.at)[session.lang],
            records: purge.erased.records,
            documents: purge.erased.documents,
            erased: sayIso(purge.at)[session.lang],
            left: certificate.notDestroyed.length,
          },
        ),
      );
      return { campaign: certificate.campaign, at: certificate.at, key, counts: certificate.counts };
    },
  });
};
