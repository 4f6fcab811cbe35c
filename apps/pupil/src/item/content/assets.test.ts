import { UnreachableError } from '@cloison/client';
import type { CatalogCard, DeliveryItem, DeliveryNode } from '@cloison/qti/delivery';
import { describe, expect, it } from 'vitest';
import { loadAssets, loadScripts, neededAssets } from './assets.ts';

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

describe('files that do not come', () => {
  const weak = () => {
    const network = { away: new Set<string>(), asked: [] as string[] };
    const file = async (path: string) => {
      network.asked.push(path);
      if (network.away.has(path)) throw new UnreachableError('no network');
      return {
        bytes: new TextEncoder().encode(path),
        type: path.endsWith('.css') ? 'text/css' : 'image/png',
      };
    };
    return { network, content: { file } };
  };

  it('come when they are asked for again, and those that are there are not', async () => {
    const { network, content } = weak();
    network.away = new Set(['assets/s/b.png', 'assets/s/c.png']);
    const first = await loadAssets(content, 's', ['a.png', 'b.png', 'c.png', 'd.css']);
    expect(first.missing).toEqual(['b.png', 'c.png']);
    expect([first.url('a.png'), first.url('b.png')]).toEqual([expect.stringMatching(/^blob:/), null]);
    network.away.delete('assets/s/b.png');
    network.asked = [];
    const second = await first.again();
    expect(network.asked).toEqual(['assets/s/b.png', 'assets/s/c.png']);
    expect([second.missing, second.url('b.png')]).toEqual([['c.png'], expect.stringMatching(/^blob:/)]);
    expect(second.url).not.toBe(first.url);
    // Nothing new: nothing is drawn again.
    expect((await second.again()).url).toBe(second.url);
    first.release();
  });

  it('are asked for again when an activity is opened again: its script', async () => {
    const { network, content } = weak();
    network.away = new Set(['assets/s/m.js']);
    const source = await loadScripts(content, 's', [{ module: 'm', path: 'm.js' }]);
    expect(await source('m')).toBeNull();
    network.away.clear();
    expect(await source('m')).toBe('assets/s/m.js');
    expect(await source('other')).toBeNull();
  });
});
