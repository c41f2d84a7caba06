package dev.verge.loadtest.peers;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AnswersTest {
  @Test
  void whatAReaderSeesIsTheSameWhateverTheMarkupAndTheFooter() {
    assertThat(Answers.text("<p class=a>25 of\n  25</p>\n<footer>Rust, a.localhost</footer>"))
        .isEqualTo(Answers.text("<P>25 of 25</P><footer>React,\nb.localhost</footer>"))
        .isEqualTo("25 of 25");
  }

  @Test
  void otherTextIsOtherWork() {
    assertThat(Answers.text("<td>Io</td>")).isNotEqualTo(Answers.text("<td>Europa</td>"));
  }
}
