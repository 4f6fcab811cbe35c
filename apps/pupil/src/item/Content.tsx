/**
 * Content of an item as elements: a total function over the allow-list. What is not listed is not rendered, so no item
 * can run a script, load from elsewhere or restyle the page.
 */
import {
  type DeliveryNode,
  type ElementNode,
  isHtmlElementName,
  isMathElementName,
  voidElements,
} from '@cloison/qti/delivery';
import { createElement, Fragment, type ReactNode } from 'react';
import { useWords } from '../words/WordsContext.tsx';
import { htmlProps, mathProps } from './attributes.ts';
import { InteractionView } from './InteractionView.tsx';
import { useItem } from './ItemContext.tsx';

export function Content({ nodes }: { readonly nodes: readonly DeliveryNode[] }): ReactNode {
  // The nodes of an item never change place: their index is their identity.
  // biome-ignore lint/suspicious/noArrayIndexKey: see above
  return nodes.map((node, index) => <NodeView key={index} node={node} />);
}

function NodeView({ node }: { readonly node: DeliveryNode }): ReactNode {
  switch (node.kind) {
    case 'text':
      return <Fragment>{node.text}</Fragment>;
    case 'element':
      return <ElementView node={node} />;
    case 'choice':
    case 'inlineChoice':
    case 'textEntry':
    case 'match':
    case 'order':
    case 'extendedText':
      return <InteractionView interaction={node} />;
  }
}

function ElementView({ node }: { readonly node: ElementNode<DeliveryNode> }): ReactNode {
  const { name, attributes, children } = node;
  if (isMathElementName(name)) {
    return createElement(name, mathProps(attributes), ...childrenOf(children));
  }
  if (!isHtmlElementName(name)) return null;
  switch (name) {
    case 'img':
      return <Picture attributes={attributes} />;
    case 'audio':
    case 'video':
      return <Recording name={name} node={node} />;
    case 'source':
    case 'track':
      return <MediaFile name={name} attributes={attributes} />;
    case 'table':
      return (
        <div className="item-table">
          <table {...htmlProps(attributes)}>
            <Content nodes={children.filter(isNotBlank)} />
          </table>
        </div>
      );
    default: {
      if (isPictureAlone(node)) {
        const props = htmlProps(attributes);
        const className = `${props.className ?? ''} item-picture`.trim();
        return createElement(name, { ...props, className }, ...childrenOf(children));
      }
      const tableParts = /^(thead|tbody|tfoot|tr|colgroup)$/.test(name);
      const inside = tableParts ? children.filter(isNotBlank) : children;
      return voidElements.has(name)
        ? createElement(name, htmlProps(attributes))
        : createElement(name, htmlProps(attributes), ...childrenOf(inside));
    }
  }
}

function childrenOf(nodes: readonly DeliveryNode[]): ReactNode[] {
  // biome-ignore lint/suspicious/noArrayIndexKey: the nodes of an item never change place
  return nodes.map((node, index) => <NodeView key={index} node={node} />);
}

/** A drawing on its own line stands in the middle. */
function isPictureAlone({ name, children }: ElementNode<DeliveryNode>): boolean {
  if (name !== 'p' && name !== 'div' && name !== 'figure') return false;
  const [only, ...others] = children.filter(isNotBlank);
  return others.length === 0 && only?.kind === 'element' && only.name === 'img';
}

/** White space between the parts of a table is no content, and the browser wants none there. */
function isNotBlank(node: DeliveryNode): boolean {
  return node.kind !== 'text' || node.text.trim() !== '';
}

type Attributes = Readonly<Record<string, string>>;

function Picture({ attributes }: { readonly attributes: Attributes }) {
  const { assetUrl } = useItem();
  const words = useWords();
  const url = attributes.src === undefined ? null : assetUrl(attributes.src);
  if (url === null) {
    return (
      <span className="item-missing" role="img" aria-label={attributes.alt ?? words.item.assetMissing}>
        {words.item.assetMissing} {attributes.alt ?? ''}
      </span>
    );
  }
  return <img alt="" {...htmlProps(attributes)} src={url} draggable={false} />;
}

function Recording({
  name,
  node,
}: {
  readonly name: 'audio' | 'video';
  readonly node: ElementNode<DeliveryNode>;
}) {
  const { assetUrl } = useItem();
  const { src, poster } = node.attributes;
  const own = {
    ...htmlProps(node.attributes),
    controls: true,
    controlsList: 'nodownload noplaybackrate',
    ...(src === undefined ? {} : { src: assetUrl(src) ?? undefined }),
    ...(name === 'video' && poster !== undefined ? { poster: assetUrl(poster) ?? undefined } : {}),
  };
  return createElement(name, own, ...childrenOf(node.children));
}

function MediaFile({
  name,
  attributes,
}: {
  readonly name: 'source' | 'track';
  readonly attributes: Attributes;
}) {
  const { assetUrl } = useItem();
  const url = attributes.src === undefined ? null : assetUrl(attributes.src);
  return url === null ? null : createElement(name, { ...htmlProps(attributes), src: url });
}
