Page({
  data: {
    shopName: '[= app.name =]',
  },
});
