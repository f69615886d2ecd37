#!/usr/bin/env node
// What it does depends on the name under which it runs. Each process writes its pid and its start (proc(5)) into the host's folder
// when it is ready, and ends by itself after five minutes, should a test not end it.
const fs = require('fs');
const path = require('path');
const {spawn} = require('child_process');

const name = path.basename(process.argv[1]);
const folder = process.argv[2];
setTimeout(() => process.exit(), 300000);
process.stdin.resume();

function ready(what, pid) {
  const stat = fs.readFileSync('/proc/' + pid + '/stat', 'latin1');
  const started = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  fs.writeFileSync(path.join(folder, what + '.new'), pid + ' ' + started);
  fs.renameSync(path.join(folder, what + '.new'), path.join(folder, what + '.pid'));
}

// As hosts start their servers: the command by its name, with pipes.
function start(command, args, options) {
  return spawn(command, args, {stdio: ['pipe', 'pipe', 'ignore'], ...options});
}

if (name === 'claude') {
  start('node', [path.join(path.dirname(process.argv[1]), 'npx'), folder]);
  start('vite', [folder]);
} else if (name === 'npx') {
  process.title = 'npm exec @modelcontextprotocol/server-memory';
  start('sh', ['-c', "'mcp-server-memory' " + folder + '; :'], {stdio: 'inherit'});
  ready(name, process.pid);
} else if (name === 'mcp-server-memory') {
  ready(name, process.pid);
} else if (name === 'vite') {
  require('net').createServer().listen(0, '127.0.0.1', () => ready(name, process.pid));
} else if (name === 'playwright-mcp') {
  const profile = path.join(folder, 'profile');
  // As Puppeteer starts it: a session of its own.
  const browser = spawn('/usr/bin/chromium', ['--headless=new', '--no-sandbox', '--disable-gpu', '--no-first-run',
    '--remote-debugging-port=0', '--user-data-dir=' + profile, 'about:blank'],
    {stdio: ['pipe', 'pipe', 'pipe'], detached: true});
  const waiting = setInterval(() => {
    if (fs.existsSync(path.join(profile, 'DevToolsActivePort'))) {
      clearInterval(waiting);
      ready('chromium', browser.pid);
    }
  }, 100);
}
