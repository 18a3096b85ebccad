// Loaded before a compiler: a connection that it tries to open ends its run.
const dns = require('node:dns')
const net = require('node:net')

function refuse() {
  process.stderr.write('the compiler tried to open a connection\n')
  process.exit(1)
}

net.Socket.prototype.connect = refuse
dns.lookup = refuse
