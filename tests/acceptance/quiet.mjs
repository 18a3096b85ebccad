// Keeps the run offline and its output short: a socket that is opened ends the run, and what the libraries print is dropped.
import net from 'node:net'
import dns from 'node:dns'

function refuse() {
  process.stdout.write('FAIL network: a library tried to open a connection\n')
  process.exit(1)
}

net.Socket.prototype.connect = refuse
dns.lookup = refuse

// The renderer's own complaints (an included file that is missing, …) come as warnings; render.mjs listens to them.
export const warnings = []

if (!process.env.ACCEPTANCE_NOISE) {
  for (const name of ['log', 'info', 'debug', 'error', 'trace', 'table', 'time', 'timeEnd']) console[name] = () => {}
  process.stderr.write = () => true
}
console.warn = (...words) => { warnings.push(words.map(String).join(' ')) }
