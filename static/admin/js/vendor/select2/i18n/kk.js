/* Select2 4.0.13 in Kazakh, in the form of django/contrib/admin/static/admin/js/vendor/select2/i18n/. */
!function () {
  if (!(jQuery && jQuery.fn && jQuery.fn.select2 && jQuery.fn.select2.amd)) return;
  var amd = jQuery.fn.select2.amd;
  amd.define("select2/i18n/kk", [], function () {
    return {
      errorLoading: function () { return "Нәтижелерді жүктеу мүмкін болмады"; },
      inputTooLong: function (e) { return e.input.length - e.maximum + " таңбаны өшіріңіз"; },
      inputTooShort: function (e) { return "Кемінде тағы " + (e.minimum - e.input.length) + " таңба енгізіңіз"; },
      loadingMore: function () { return "Жүктелуде…"; },
      maximumSelected: function (e) { return "Ең көбі " + e.maximum + " элемент таңдауға болады"; },
      noResults: function () { return "Ештеңе табылмады"; },
      searching: function () { return "Ізделуде…"; },
      removeAllItems: function () { return "Барлық элементті алып тастау"; },
      removeItem: function () { return "Элементті алып тастау"; },
      search: function () { return "Іздеу"; }
    };
  });
}();
