/** A summary as a page that looks like GitHub's: GitHub's style sheet, tables, alerts and Mermaid. */
import { marked } from 'marked';

const ALERT_TITLES: Readonly<Record<string, string>> = {
  CAUTION: 'Caution',
  WARNING: 'Warning',
  NOTE: 'Note',
};

export interface PageOptions {
  /** The folder that the page's tools are in. */
  readonly tools: string;
  readonly title: string;
  readonly theme: 'light' | 'dark';
}

/** The page's title becomes its height in pixels once all is drawn, or says what could not be. */
export function htmlOf(summary: string, { tools, title, theme }: PageOptions): string {
  const style = (file: string) => `<link rel="stylesheet" href="file://${tools}/${file}">`;
  return `<!doctype html>
<html data-theme="${theme}"><head><meta charset="utf-8">
${style(`github-markdown-css/github-markdown-${theme}.css`)}
${['400', '600'].map((weight) => style(`@fontsource/noto-sans/${weight}.css`)).join('\n')}
<style>
  body { margin: 0; padding: 20px; background: ${theme === 'light' ? '#f6f8fa' : '#010409'}; }
  .box { border: 1px solid ${theme === 'light' ? '#d1d9e0' : '#3d444d'}; border-radius: 6px; overflow: hidden; }
  .title { font: 600 14px 'Noto Sans'; padding: 14px 24px; border-bottom: inherit; border-color: inherit;
    color: ${theme === 'light' ? '#1f2328' : '#f0f6fc'}; background: ${theme === 'light' ? '#fff' : '#0d1117'}; }
  .markdown-body { padding: 24px; font-family: 'Noto Sans', 'Noto Color Emoji', sans-serif; }
  .mermaid { text-align: center; margin-bottom: 16px; }
</style></head><body>
<div class="box"><div class="title">${title}</div><article class="markdown-body">${alerts(bodyOf(summary))}</article></div>
<script src="file://${tools}/mermaid/dist/mermaid.min.js"></script>
<script>
  for (const block of document.querySelectorAll('code.language-mermaid')) {
    const div = document.createElement('div');
    div.className = 'mermaid';
    div.textContent = block.textContent;
    block.parentElement.replaceWith(div);
  }
  mermaid.initialize({ startOnLoad: false, securityLevel: 'strict', theme: '${theme === 'light' ? 'default' : 'dark'}' });
  // Only what is asked for is loaded, and Mermaid measures text with it.
  Promise.all(['16px "Noto Sans"', '600 16px "Noto Sans"'].map((font) => document.fonts.load(font, document.body.innerText)))
    .then(() => mermaid.run())
    .then(() => { document.title = String(Math.ceil(document.querySelector('.box').getBoundingClientRect().bottom) + 20); })
    .catch((error) => { document.title = 'failed: ' + error.message; });
</script></body></html>`;
}

function bodyOf(summary: string): string {
  return marked.parse(summary, { gfm: true, async: false });
}

/** \`> [!WARNING]\`, as GitHub shows it. */
function alerts(html: string): string {
  return html.replace(
    /<blockquote>\s*<p>\[!(CAUTION|WARNING|NOTE)\]\s*([\s\S]*?)<\/blockquote>/g,
    (_all, kind: string, body: string) =>
      `<div class="markdown-alert markdown-alert-${kind.toLowerCase()}"><p class="markdown-alert-title">${ALERT_TITLES[kind] ?? ''}</p><p>${body}</div>`,
  );
}
