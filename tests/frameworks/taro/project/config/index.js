// What a new Taro project has here, without what only makes the program smaller or the next build faster.
module.exports = {
  projectName: 'shop',
  date: '2026-1-1',
  designWidth: 750,
  sourceRoot: 'src',
  outputRoot: 'dist',
  framework: 'react',
  compiler: { type: 'webpack5', prebundle: { enable: false } },
  cache: { enable: false },
  terser: { enable: false },
  csso: { enable: false },
  mini: {},
}
