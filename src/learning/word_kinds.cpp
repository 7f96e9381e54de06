#include "learning/word_kinds.hpp"

#include <string_view>

#include "learning/ngrams.hpp"

namespace copytaster::learning {
namespace {

struct Kind {
  std::string_view name;
  double usual_weight;
  std::string_view words;
};

enum KindNumber : std::size_t { own, self, reader, plea, call, net, gain, greeting, making };

// As folded texts have them: without accents, and an apostrophe ends a word.
constexpr std::array<Kind, word_kinds> kinds{{
    {"an own thing", 0.3,
     "my mine our ours "
     "mein meine meinen meinem meiner unser unsere unseren unserem "
     "mon ma mes notre nos mi mis nuestro nuestra nuestros nuestras"},
    {"oneself", 0, "i im ive me us we ich mir mich wir uns je moi nous yo nosotros soy estoy"},
    {"the reader", 0.2,
     "you your yours u ur guys everyone everybody anyone somebody someone friends people "
     "du dich dir ihr euch leute freunde vous tu toi votre vos amis amigos todos ustedes tus"},
    {"a plea", 0.5,
     "please pls plz plse pleas kindly help support appreciate appreciated mean chance moment "
     "minute minutes second seconds bitte hilfe hilft unterstutzen unterstutzt "
     "svp aidez aider soutenez soutenir favor ayuda apoyo apoyen"},
    {"a call to do something", 0.4,
     "check checkout visit click watch listen look come join follow subscribe sub share vote sign "
     "download register buy order try add enter send search google call contact message "
     "schau schaut klick klickt besuch besucht folgt abonniert abonnieren kommt "
     "regardez cliquez visitez abonnez suivez venez rejoignez contactez "
     "mira miren visita visiten suscribete suscribanse sigue siganme haz unete"},
    {"a place on the net", 0.5,
     "channel channels page pages site sites website websites blog blogs link links profile "
     "account facebook fb twitter instagram tiktok youtube soundcloud telegram whatsapp app apps "
     "online web internet http https www com net org kanal seite webseite chaine lien canal pagina "
     "enlace sitio"},
    {"a gain", 0.3,
     "free win winner money cash earn earning paid pay dollars dollar buy sell sale cheap offer "
     "offers discount price gift prize job jobs income profit invest investment loan credit rich "
     "bonus gratis kostenlos geld verdienen kredit gewinnen gratuit argent gagner pret "
     "dinero ganar prestamo dolares euros"},
    {"a greeting", 0.3,
     "hi hey hello yo sup greetings dear hallo servus salut bonjour hola buenas"},
    {"something made", 0.3,
     "new first start started trying make makes making made upload uploaded uploading release "
     "released music song songs cover covers rap rapper singer artist band producer video videos "
     "vlog vlogs gaming gameplay album single beats neu neue neues lied musik "
     "nouveau nouvelle chanson musique clip nuevo nueva cancion musica"},
    {"thanks", 0, "thanks thank thx danke merci gracias"},
    {"reasoning", -0.3,
     "think believe agree disagree because why but however though if though said says should would "
     "could does did there that they their then than weil aber wenn dass obwohl "
     "parce mais pourquoi si donc porque pero aunque"},
    {"a feeling", -0.1,
     "lol haha hahaha omg wow love loved best great awesome amazing nice cool good bad worst hate "
     "funny beautiful perfect liebe toll schon super geil magnifique genial increible bueno mejor"},
}};

using Kinds = std::uint32_t;

/// All words by their hashes, made before the program runs.
class Table {
 public:
  constexpr Table() {
    for (std::size_t kind = 0; kind < kinds.size(); ++kind) add_all(kinds[kind].words, kind);
  }
  constexpr Kinds of(std::uint64_t word) const {
    // Most words are of none, and a look at one bit tells.
    if ((may_be_.data()[bit_of(word) / 64] >> bit_of(word) % 64 & 1U) == 0) return 0;
    return slots_.data()[slot_of(word)].kinds;
  }

 private:
  struct Slot {
    std::uint64_t word = 0;
    Kinds kinds = 0;
  };
  static constexpr std::size_t size = 1'024;
  static constexpr std::size_t bits = 8'192;

  constexpr void add_all(std::string_view words, std::size_t kind) {
    std::uint64_t word = hash::of_words;
    for (const char letter : words) {
      if (letter != ' ') {
        word = hash::with(word, static_cast<unsigned char>(letter));
        continue;
      }
      add(word, kind);
      word = hash::of_words;
    }
    add(word, kind);
  }
  constexpr void add(std::uint64_t word, std::size_t kind) {
    Slot& slot = slots_[slot_of(word)];
    slot.word = word;
    slot.kinds |= Kinds{1} << kind;
    may_be_[bit_of(word) / 64] |= std::uint64_t{1} << bit_of(word) % 64;
  }
  /// Its own, or the first free one behind it: the table is never full.
  constexpr std::size_t slot_of(std::uint64_t word) const {
    std::size_t at = (word >> 32U) % size;
    while (slots_.data()[at].kinds != 0 && slots_.data()[at].word != word) at = (at + 1) % size;
    return at;
  }
  static constexpr std::size_t bit_of(std::uint64_t word) { return (word >> 44U) % bits; }

  std::array<std::uint64_t, bits / 64> may_be_{};
  std::array<Slot, size> slots_{};
};
constexpr Table table;

}  // namespace

std::uint32_t kinds_of(std::uint64_t word) { return table.of(word); }

KindMarks kind_marks_of(const Symbols& symbols) {
  KindsSeen seen;
  each_word(
      symbols.all(), [](std::uint32_t, std::size_t, std::size_t) {},
      [&seen](std::uint64_t word) { seen.add(word); });
  return seen.marks();
}

std::string kind_mark_name(std::size_t number) {
  std::string last{kinds[number % word_kinds].name};
  const std::size_t row = number / word_kinds;
  if (row == 0) return last;
  if (row == 1) return last + " twice";
  return std::string{kinds[row - 2].name} + " before " + last;
}

double usual_weight(std::size_t number) {
  const std::size_t last = number % word_kinds;
  const std::size_t row = number / word_kinds;
  if (row == 0) return kinds[last].usual_weight;
  if (row == 1) return 0;
  // "Please check out my channel": what promotion is made of.
  const std::size_t first = row - 2;
  const bool promotes = (first == plea && last == call) ||
                        (first == call && (last == own || last == net)) ||
                        (first == own && (last == net || last == making));
  return promotes ? 0.5 : 0;
}

}  // namespace copytaster::learning
