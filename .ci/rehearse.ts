/** Shows what a user would see of the main job, which runs on this machine. */
import { rehearse } from './rehearsal.js';

const print = (text: string) => process.stdout.write(text);
const title = (text: string) => print(`\n── ${text} ${'─'.repeat(Math.max(0, 96 - text.length))}\n\n`);

const { main, post, requests } = await rehearse((url) => title(`The step, against ${url}`), print);
title('Its outputs');
for (const [name, value] of Object.entries(main.outputs)) print(`${name} = ${value}\n`);
title('Its summary (Markdown, as GitHub renders it on the job page)');
print(main.summary);
title('The post step');
print(post.log === '' ? 'Nothing was left to do.\n' : post.log);
title(`${requests.length} requests to AWS, ${(main.ms / 1000).toFixed(1)} s`);
process.exitCode = main.code === 0 && post.code === 0 ? 0 : 1;
