import type { ContentNode, DeliveryItem } from '@cloison/qti/delivery';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { Content } from './Content.tsx';
import { ItemProvider } from './ItemContext.tsx';

const item: DeliveryItem = { v: 1, id: 'i', title: '', language: 'fr', body: [], responses: [], assets: [] };

function html(...nodes: ContentNode[]): string {
  return renderToStaticMarkup(
    <ItemProvider
      value={{
        item,
        responses: {},
        answer: () => undefined,
        flush: () => undefined,
        assetUrl: (path) => (path === 'images/known.svg' ? 'blob:known' : null),
        seed: 1,
        readOnly: false,
        showSigns: () => undefined,
      }}
    >
      <Content nodes={nodes} />
    </ItemProvider>,
  );
}

const text = (words: string): ContentNode => ({ kind: 'text', text: words });
/** As hostile data would have it: any name, any attribute. */
const element = (
  name: string,
  attributes: Record<string, string> = {},
  ...children: ContentNode[]
): ContentNode => ({ kind: 'element', name, attributes, children }) as ContentNode;

describe('content of an item', () => {
  it('is text where it is text, whatever it looks like', () => {
    expect(html(element('p', {}, text('<script>alert(1)</script>')))).toBe(
      '<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>',
    );
  });

  it.each(['script', 'style', 'iframe', 'object', 'form', 'input', 'svg', 'link', 'base', 'constructor'])(
    'renders no %s element, nor what is in it',
    (name) => {
      expect(html(element(name, {}, text('inside')))).toBe('');
    },
  );

  it('renders the words of a link, and no link', () => {
    const link = element('a', { href: 'https://elsewhere.example/', class: 'x' }, text('inside'));
    expect(html(link)).toBe('<span>inside</span>');
  });

  it.each([
    ['onclick', 'alert(1)'],
    ['style', 'position:fixed'],
    ['href', 'https://elsewhere.example/'],
    ['srcdoc', 'x'],
    ['srcset', 'https://elsewhere.example/x.png'],
    ['dangerouslySetInnerHTML', '{"__html":"x"}'],
    ['contenteditable', 'true'],
    ['__proto__', 'x'],
    ['constructor', 'x'],
    ['ref', 'x'],
    ['key', 'x'],
  ])('renders no %s attribute', (name, value) => {
    const attributes = Object.defineProperty({}, name, { value, enumerable: true }) as Record<string, string>;
    expect(html(element('p', attributes, text('ok')))).toBe('<p>ok</p>');
    expect(html(element('math', attributes, text('1')))).toBe('<math>1</math>');
  });

  it('shows a picture from verified bytes only, and says when there are none', () => {
    expect(html(element('img', { src: 'images/known.svg', alt: 'un phare' }))).toContain('src="blob:known"');
    const missing = html(element('img', { src: 'https://elsewhere.example/x.png', alt: 'un phare' }));
    expect(missing).not.toContain('elsewhere');
    expect(missing).toContain('un phare');
  });

  it('keeps tables, formulas and the attributes that they need', () => {
    const cell = element('td', { colspan: '2', headers: 'h' }, text('1'));
    expect(html(element('table', {}, text('\n '), element('tbody', {}, element('tr', {}, cell))))).toBe(
      '<div class="item-table"><table><tbody><tr><td colSpan="2" headers="h">1</td></tr></tbody></table></div>',
    );
    expect(html(element('math', { display: 'block' }, element('mfrac', { linethickness: '0' })))).toBe(
      '<math display="block"><mfrac linethickness="0"></mfrac></math>',
    );
  });
});
