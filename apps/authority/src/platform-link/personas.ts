/** What browsers of schools say of themselves in their requests. */

export interface Persona {
  readonly userAgent: string;
  readonly language: string;
  readonly document: string;
  readonly image: string;
  readonly encodings: string;
  readonly clientHints: readonly (readonly [string, string])[];
}

const CHROMIUM_DOCUMENT =
  'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8,application/signed-exchange;v=b3;q=0.7';
const CHROMIUM_IMAGE = 'image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8';
const chromium = (brand: string, version: number, agent: string): Persona => ({
  userAgent: `Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${version}.0.0.0 Safari/537.36${agent}`,
  language: 'fr-FR,fr;q=0.9,en-US;q=0.8,en;q=0.7',
  document: CHROMIUM_DOCUMENT,
  image: CHROMIUM_IMAGE,
  encodings: 'gzip, deflate, br, zstd',
  clientHints: [
    ['sec-ch-ua', `"Chromium";v="${version}", "${brand}";v="${version}", "Not_A Brand";v="24"`],
    ['sec-ch-ua-mobile', '?0'],
    ['sec-ch-ua-platform', '"Windows"'],
  ],
});

/** Browsers of schools, as they were in 2026. */
export const PERSONAS: readonly Persona[] = [
  chromium('Google Chrome', 142, ''),
  chromium('Microsoft Edge', 142, ' Edg/142.0.0.0'),
  {
    userAgent: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0',
    language: 'fr,fr-FR;q=0.8,en-US;q=0.5,en;q=0.3',
    document: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
    image: 'image/avif,image/webp,image/png,image/svg+xml,image/*;q=0.8,*/*;q=0.5',
    encodings: 'gzip, deflate, br, zstd',
    clientHints: [],
  },
];
