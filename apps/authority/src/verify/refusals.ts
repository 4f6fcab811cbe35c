import { EXIT, refusals } from '@cloison/command/refusal';

export const refuseVerify = refusals({
  'journal-broken': {
    exit: EXIT.damaged,
    fr: 'Le journal n’est pas intact. Première ligne concernée : {line} ({whyFr}).',
    en: 'The journal is not intact. First line concerned: {line} ({whyEn}).',
  },
  'journal-cut': {
    exit: EXIT.damaged,
    fr: 'Le journal a {lines} ligne(s) qui se suivent, mais la ligne attendue ({hash}) n’y est pas : la fin a été coupée, ou c’est un autre journal.',
    en: 'The journal has {lines} line(s) in sequence, but the expected line ({hash}) is not among them: its end was cut off, or it is another journal.',
  },
  'journal-unreadable': {
    exit: EXIT.refused,
    fr: 'Le fichier {path} n’est pas un journal : sa ligne {line} a plus d’un million de signes.',
    en: 'The file {path} is no journal: its line {line} has more than a million characters.',
  },
  'certificate-invalid': {
    exit: EXIT.damaged,
    fr: 'Le certificat {path} n’est pas valable : {detail}.',
    en: 'The certificate {path} is not valid: {detail}.',
  },
  'certificate-form': {
    exit: EXIT.damaged,
    fr: '{path} : ce n’est pas du JSON en UTF-8. Ce qui se vérifie est le fichier JSON signé, tel que « cloison campaign certificate » ou « cloison cohort statement » l’a écrit ; il est joint au PDF de même nom.',
    en: '{path}: this is no JSON in UTF-8. What is verified is the signed JSON file, as “cloison campaign certificate” or “cloison cohort statement” wrote it; it is attached to the PDF of the same name.',
  },
  'certificate-paper': {
    exit: EXIT.refused,
    fr: '{path} est le certificat à lire (PDF). Ce qui se vérifie est la déclaration signée qui y est jointe : extrayez la pièce jointe certificat.json (« pdfdetach -save 1 {path} », ou le panneau des pièces jointes du lecteur), puis vérifiez ce fichier.',
    en: '{path} is the certificate to read (PDF). What is verified is the signed statement attached to it: extract the attachment certificat.json (“pdfdetach -save 1 {path}”, or the attachments panel of the reader), then verify that file.',
  },
  'certificate-key': {
    exit: EXIT.damaged,
    fr: 'Le certificat {path} a été signé par une autre clé que {expected} : celle qui l’a signé est {found}.',
    en: 'The certificate {path} was signed by another key than {expected}: the one that signed it is {found}.',
  },
  'certificate-key-replaced': {
    exit: EXIT.damaged,
    fr: 'Le certificat {path} n’est pas signé par la clé {expected}. Il est signé par {found}, et dit que la clé attendue a été remplacée le {at} ({whyFr}). Ce que le certificat dit de lui-même ne prouve rien : demandez au service statistique, par un autre chemin, l’empreinte de sa nouvelle clé, et vérifiez avec celle-là.',
    en: 'The certificate {path} is not signed by the key {expected}. It is signed by {found}, and says that the expected key was replaced on {at} ({whyEn}). What the certificate says of itself proves nothing: ask the statistics office, by another way, for the fingerprint of its new key, and verify with that.',
  },
  'pages-not-built': {
    exit: EXIT.refused,
    fr: '{folder} ne contient pas l’application « {name} » construite (`npm run build`).',
    en: '{folder} does not hold the built app “{name}” (`npm run build`).',
  },
  'pages-exist': {
    exit: EXIT.refused,
    fr: '{path} existe déjà et dit autre chose : il n’est pas remplacé.',
    en: '{path} exists already and says something else: it is not replaced.',
  },
  'pages-invalid': {
    exit: EXIT.refused,
    fr: 'Le fichier {path} n’est pas une liste de pages ({detail}).',
    en: 'The file {path} is not a list of pages ({detail}).',
  },
  'site-address': {
    exit: EXIT.usage,
    fr: '{address} n’est pas l’adresse de la page d’une campagne, comme https://evaluation.example/c/2026-6e/.',
    en: '{address} is not the address of a campaign’s page, such as https://evaluation.example/c/2026-6e/.',
  },
  'site-unreachable': {
    exit: EXIT.unreachable,
    fr: 'Le site ne répond pas à {address} ({whyFr}).',
    en: 'The site does not answer at {address} ({whyEn}).',
  },
  'site-browser': {
    exit: EXIT.usage,
    fr: '{path} n’est pas un programme que l’on peut lancer : donnez le chemin d’un Chromium, Chrome, Edge ou Firefox, ou « node ».',
    en: '{path} is no program that can be run: give the path of a Chromium, Chrome, Edge or Firefox, or “node”.',
  },
  'site-browser-missing': {
    exit: EXIT.usage,
    fr: 'Il n’y a pas de navigateur de ce genre sur cette machine ({browser}).',
    en: 'There is no such browser on this machine ({browser}).',
  },
  'site-interrupted': {
    exit: EXIT.interrupted,
    fr: 'Interrompu : rien n’est dit des pages.',
    en: 'Interrupted: nothing is said of the pages.',
  },
  'site-altered': {
    exit: EXIT.damaged,
    fr: 'Le site ne sert pas les pages de la liste : {count} écart(s).',
    en: 'The site does not serve the pages of the list: {count} difference(s).',
  },
  'published-differs': {
    exit: EXIT.damaged,
    fr: 'La plateforme ne sert pas ce qui a été publié : {count} écart(s).',
    en: 'The platform does not serve what was published: {count} difference(s).',
  },
});
