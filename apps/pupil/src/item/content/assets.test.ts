import type { CatalogCard, DeliveryItem, DeliveryNode } from '@cloison/qti/delivery';
import { describe, expect, it } from 'vitest';
import { neededAssets } from './assets.ts';

const file = (
  name: 'img' | 'video' | 'audio',
  src: string,
): DeliveryNode & CatalogCard['entries'][number]['content'][number] => ({
  kind: 'element',
  name,
  attributes: { src },
  children: [],
});
const card = (support: string, name: 'video' | 'audio', src: string): CatalogCard => ({
  support,
  entries: [{ language: null, isDefault: true, readingType: null, content: [file(name, src)] }],
});
const item: Pick<DeliveryItem, 'body' | 'catalogs' | 'assets'> = {
  body: [file('img', 'a/b.svg'), file('video', 'both.mp4')],
  assets: ['a/b.svg', 'b.svg', 'both.mp4', 'signs.mp4', 'voice.mp3'],
  catalogs: [
    {
      id: 'c',
      cards: [
        card('sign-language', 'video', 'signs.mp4'),
        card('sign-language', 'video', 'both.mp4'),
        card('spoken', 'audio', 'voice.mp3'),
        card('spoken', 'audio', 'b.svg'),
      ],
    },
  ],
};

describe('the files of an item that a pupil needs', () => {
  it('are those of the body, and of the cards whose tools are allowed', () => {
    expect(neededAssets(item, new Set())).toEqual(['a/b.svg', 'both.mp4']);
    expect(neededAssets(item, new Set(['signLanguage']))).toEqual(['a/b.svg', 'both.mp4', 'signs.mp4']);
    expect(neededAssets(item, new Set(['signLanguage', 'readAloud']))).toEqual(item.assets);
  });
  it('are all, where there are no cards', () => {
    const { body, assets } = item;
    expect(neededAssets({ body, assets }, new Set())).toEqual(assets);
  });
});
