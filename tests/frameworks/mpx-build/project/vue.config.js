module.exports = { outputDir: 'dist/wx', pluginOptions: { mpx: { plugin: { srcMode: 'wx' } } } }
