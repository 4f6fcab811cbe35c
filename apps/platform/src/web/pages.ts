/** The platform's own few pages: French first, without script or style. */

function page(title: string, french: string, english: string): string {
  return `<!doctype html>
<html lang="fr"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title></head>
<body><main><h1>${title}</h1><p>${french}</p><p lang="en">${english}</p></main></body></html>
`;
}

export const PAGES = {
  notFound: page(
    'Page introuvable',
    "Cette adresse n'existe pas. Vérifiez-la, lettre par lettre, sur le papier qui vous a été remis.",
    'There is no such address. Check it, letter by letter, against the paper you were given.',
  ),
  closed: page(
    'Évaluation close',
    "Cette évaluation est terminée : la plateforme a effacé tout ce qu'elle gardait pour elle.",
    'This evaluation is over: the platform has erased all that it kept for it.',
  ),
  notInstalled: page(
    'Application non installée',
    "La plateforme fonctionne, mais l'application qui devrait s'ouvrir ici n'est pas installée. Prévenez la personne qui l'exploite.",
    'The platform is running, but the application that should open here is not installed. Tell whoever operates it.',
  ),
} as const;
